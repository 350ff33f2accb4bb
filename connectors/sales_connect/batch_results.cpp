// SPDX-License-Identifier: Apache-2.0
#include "batch_results.hpp"

#include "failure.hpp"
#include "json_members.hpp"

#include <dovetail/kit/instant.hpp>
#include <dovetail/kit/view.hpp>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace dovetail::sales_connect {

namespace json = boost::json;

namespace {

/// The results of 200 changes fit into a few of these.
constexpr std::size_t memory_block = std::size_t{64} * 1024;

kit::failure unreadable()
{
    return {kit::error_class::retryable, "malformed_answer",
            "Sales Connect's answer to the write cannot be read"};
}

std::uint64_t status_of(const profile& server, const json::object& result)
{
    const auto* const status = result.if_contains(server.batch.status);
    const auto* const number = status == nullptr ? nullptr : status->if_int64();
    return number == nullptr || *number < 0 ? 0 : static_cast<std::uint64_t>(*number);
}

bool is_applied(std::uint64_t status, const dovetail_change& change) noexcept
{
    if (status / 100 == 2) return true;
    return change.action == DOVETAIL_DELETE && (status == 404 || status == 410);
}

void set_applied(const profile& server, const json::object& result, const sent_change& sent,
                 kit::outcomes_builder& out)
{
    static const json::object none;
    const auto* const task = result.if_contains(server.batch.task);
    const auto& members = task != nullptr && task->is_object() ? task->get_object() : none;
    auto key = text_member(members, server.batch.id);
    if (key.empty()) key = kit::view(sent.change->key);
    if (key.empty()) {
        out.unknown(sent.index, unreadable());
        return;
    }
    const auto updated = kit::parse_instant(text_member(members, server.batch.updated_at));
    out.applied(sent.index, key, text_member(members, server.batch.revision), updated.value_or(0));
}

void set_result(const profile& server, const json::value& result, const sent_change& sent,
                kit::outcomes_builder& out)
{
    const auto* const object = result.if_object();
    const auto status = object == nullptr ? 0 : status_of(server, *object);
    if (status == 0) {
        out.unknown(sent.index, unreadable(), kit::view(sent.change->key));
    } else if (is_applied(status, *sent.change)) {
        set_applied(server, *object, sent, out);
    } else {
        const auto* const said = object->if_contains(server.batch.problem);
        auto text = said == nullptr ? std::string{} : json::serialize(*said);
        out.not_applied(sent.index, item_failure(server, status, read_problem(text)),
                        kit::view(sent.change->key));
    }
}

} // namespace

void read_results(const profile& server, std::string_view body, std::span<const sent_change> sent,
                  kit::outcomes_builder& out)
{
    json::monotonic_resource memory(memory_block);
    json::error_code error;
    const auto value = json::parse({body.data(), body.size()}, error, &memory);
    const auto* const results = error || !value.is_object()
                                    ? nullptr
                                    : value.get_object().if_contains(server.batch.results);
    if (results == nullptr || !results->is_array()) {
        for (const auto& one : sent)
            out.unknown(one.index, unreadable(), kit::view(one.change->key));
        return;
    }
    const auto& list = results->get_array();
    for (std::size_t i = 0; i < sent.size() && i < list.size(); ++i)
        set_result(server, list[i], sent[i], out);
}

} // namespace dovetail::sales_connect
