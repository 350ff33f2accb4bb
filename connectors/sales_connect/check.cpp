// SPDX-License-Identifier: Apache-2.0
#include "exchanges.hpp"
#include "failure.hpp"
#include "json_members.hpp"
#include "quota.hpp"

#include <boost/json/parse.hpp>

namespace dovetail::sales_connect {

namespace json = boost::json;

namespace {

kit::batch_builder read_account(const profile& server, std::string_view body)
{
    json::error_code error;
    const auto value = json::parse({body.data(), body.size()}, error);
    const auto id = error || !value.is_object()
                        ? std::string_view{}
                        : text_member(value.get_object(), server.account.id);
    if (id.empty())
        throw kit::plugin_error(kit::error_class::retryable, "malformed_answer",
                                "Sales Connect's description of the account cannot be read, or "
                                "has no \"" +
                                    server.account.id + "\"");
    const auto& account = value.get_object();
    kit::batch_builder out(1);
    out.add("org")
        .text("id", id)
        .text("name", text_member(account, server.account.name))
        .text("activity_detail_template",
              text_member(account, server.account.activity_detail_template));
    return out;
}

} // namespace

kit::exchange_task check(const profile& server, kit::channel& channel)
{
    kit::request get("GET", server.paths.account);
    const auto answer = co_await channel.request(std::move(get));
    report_quota(server, answer, channel);
    require_success(server, answer, "describe the account");
    auto facts = read_account(server, answer.body());
    co_await channel.deliver(std::move(facts));
}

} // namespace dovetail::sales_connect
