// SPDX-License-Identifier: Apache-2.0
#include "exchanges.hpp"
#include "failure.hpp"
#include "json_writer.hpp"
#include "page_reader.hpp"
#include "quota.hpp"
#include "target.hpp"
#include "users_pages.hpp"

#include <dovetail/kit/view.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace dovetail::sales_connect {

namespace {

void append_texts(std::string& out, const std::vector<std::string_view>& texts)
{
    out += '[';
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i != 0) out += ',';
        kit::append_json_text(out, texts[i]);
    }
    out += ']';
}

/// The body of one request, or nothing when none of these can be asked for.
std::string lookup_body(const profile& server, std::span<const dovetail_lookup> some)
{
    std::vector<std::string_view> ids;
    std::vector<std::string_view> client_keys;
    for (const auto& one : some) {
        const auto key = kit::view(one.key);
        const auto client_key = kit::view(one.create.idempotency_key);
        if (!key.empty())
            ids.push_back(key);
        else if (!client_key.empty())
            client_keys.push_back(client_key);
    }
    std::string out;
    if (ids.empty() && client_keys.empty()) return out;
    object_writer body(out);
    append_texts(body.member(server.lookup.ids), ids);
    append_texts(body.member(server.lookup.client_keys), client_keys);
    body.end();
    return out;
}

/// The e-mail addresses and keys of users that are wanted.
struct wanted_users
{
    std::vector<std::string_view> emails;
    std::vector<std::string_view> keys;
};

wanted_users split(const kit::operation& wanted)
{
    wanted_users out;
    for (const auto& one : wanted.lookups()) {
        const auto key = kit::view(one.key);
        const auto email = kit::find_text(kit::fields_of(one.create), "email");
        if (!key.empty())
            out.keys.push_back(key);
        else if (!email.empty())
            out.emails.push_back(email);
    }
    return out;
}

/// Whether a user is none of those: the server cannot be asked for users by key.
bool is_other(const dovetail_record& user, const std::vector<std::string_view>& keys)
{
    return std::find(keys.begin(), keys.end(), kit::view(user.key)) == keys.end();
}

} // namespace

kit::exchange_task look_up_tasks(const profile& server, kit::channel& channel,
                                 const kit::operation& wanted)
{
    auto left = wanted.lookups();
    while (!left.empty()) {
        const auto some = left.first(std::min<std::size_t>(left.size(), server.limits.lookup));
        left = left.subspan(some.size());
        auto body = lookup_body(server, some);
        if (body.empty()) continue;
        kit::request post("POST", server.paths.lookup);
        post.json(std::move(body)).repeatable();
        const auto answer = co_await channel.request(std::move(post));
        report_quota(server, answer, channel);
        require_success(server, answer, "look tasks up");
        auto read = read_page(server.tasks, answer.body());
        co_await channel.deliver(std::move(read.batch));
    }
}

kit::exchange_task look_up_users(const profile& server, kit::channel& channel,
                                 const kit::operation& wanted)
{
    const auto users = split(wanted);
    for (const auto email : users.emails) {
        target where(server.paths.users);
        where.add(server.parameters.email, email);
        kit::request get("GET", std::move(where).take());
        const auto answer = co_await channel.request(std::move(get));
        report_quota(server, answer, channel);
        require_success(server, answer, "look a user up");
        auto read = read_page(server.users, answer.body());
        co_await channel.deliver(std::move(read.batch));
    }
    if (users.keys.empty()) co_return;
    users_pages all(server);
    while (all.has_more()) {
        kit::request get = all.next();
        const auto answer = co_await channel.request(std::move(get));
        auto read = all.read(answer, channel);
        read.batch.remove_if([&](const auto& user) { return is_other(user, users.keys); });
        co_await channel.deliver(std::move(read.batch));
    }
}

} // namespace dovetail::sales_connect
