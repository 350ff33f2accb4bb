// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"
#include "exchanges.hpp"
#include "failure.hpp"
#include "multistatus.hpp"
#include "page.hpp"
#include "reports.hpp"

#include <algorithm>
#include <span>

namespace caldav {

namespace {

/// Everything one fetch shares.
struct fetching
{
    const configuration& server;
    const kit::host& host;
    kit::channel& channel;
    const kit::operation& wanted;
    sync_tokens tokens{};
};

bool is_wanted(const kit::operation& wanted, const user& one)
{
    const auto owners = wanted.owners();
    return owners.empty() || std::any_of(owners.begin(), owners.end(), [&one](dovetail_text owner) {
               return kit::view(owner) == one.calendar;
           });
}

/// A server that forgot the token names the precondition (RFC 6578, 3.2), with a status of its own
/// choice.
void require_token(const kit::answer& answer, const std::string& calendar)
{
    const bool refused = answer.arrived() && answer.status() / 100 == 4;
    if (!refused || (answer.status() != 410 && condition_of(answer.body()) != "valid-sync-token"))
        return;
    throw kit::plugin_error{kit::error_class::gone, "cursor_expired",
                            "the CalDAV server does not know the sync token of " + calendar +
                                " any more: read from the beginning"};
}

void require_progress(const multistatus& answer, const std::string& before,
                      const std::string& calendar)
{
    if (!answer.sync_token.empty() && !(answer.truncated && answer.sync_token == before)) return;
    throw kit::plugin_error{kit::error_class::bug, "no_sync_token",
                            "the CalDAV server told changes of " + calendar +
                                " without a new sync token"};
}

/// Asks for the tasks that an answer only named, some at a time. What is in `found` already goes
/// out with the first of them; what came last stays in it.
kit::task<void> fill_in(fetching& all, const user& owner, std::int64_t since_us,
                        std::uint64_t total, page& found)
{
    const std::vector<std::string> paths = std::move(found.missing);
    std::span<const std::string> left = paths;
    while (!left.empty()) {
        const auto some = left.first(std::min<std::size_t>(left.size(), all.server.page));
        left = left.subspan(some.size());
        auto question = ask_for_resources(owner.calendar, some);
        const kit::answer answer = co_await all.channel.request(std::move(question));
        require_multistatus(answer, "show tasks of " + owner.calendar);
        const multistatus told = read_multistatus(answer.body(), owner.calendar);
        page next{owner, all.host, since_us};
        for (const resource& one : told.resources)
            next.take(one);
        if (!found.batch.empty()) co_await all.channel.deliver(std::move(found.batch), {}, total);
        found.batch = std::move(next.batch);
    }
}

kit::task<void> fetch_calendar(fetching& all, const user& owner)
{
    std::string token = all.tokens[owner.calendar];
    // The whole calendar comes in pages; of changes the server sends all at once, if it does.
    const bool from_start = token.empty();
    const std::int64_t since_us =
        from_start && all.wanted.cursor().empty() ? all.wanted.modified_since_us() : 0;
    for (bool more = true; more;) {
        auto question = ask_for_changes(owner.calendar, token, !from_start);
        const kit::answer answer = co_await all.channel.request(std::move(question));
        require_token(answer, owner.calendar);
        require_multistatus(answer, "tell the changes of " + owner.calendar);
        const multistatus told = read_multistatus(answer.body(), owner.calendar);
        require_progress(told, token, owner.calendar);
        page found{owner, all.host, since_us};
        for (const resource& one : told.resources)
            found.take(one);
        const std::uint64_t total = told.resources.size();
        co_await fill_in(all, owner, since_us, total, found);
        more = told.truncated;
        const bool news = !found.batch.empty() || told.sync_token != token;
        token = told.sync_token;
        all.tokens[owner.calendar] = token;
        if (!news) continue;
        auto cursor = write_cursor(all.tokens);
        co_await all.channel.deliver(std::move(found.batch), std::move(cursor), total);
    }
}

} // namespace

kit::exchange_task fetch_tasks(const configuration& server, const kit::host& host,
                               kit::channel& channel, const kit::operation& wanted)
{
    // Tombstones of a time cannot be had from a server that knows tokens only.
    if (wanted.tombstones_only()) co_return;
    fetching all{server, host, channel, wanted};
    if (!wanted.cursor().empty()) {
        auto stored = read_cursor(wanted.cursor());
        if (!stored)
            throw kit::plugin_error{kit::error_class::gone, "cursor_expired",
                                    "the stored cursor is not one of this version of the "
                                    "connector: read from the beginning"};
        all.tokens = *std::move(stored);
    }
    // A calendar that is not configured any more is read from its start if it ever comes back.
    std::erase_if(all.tokens, [&server](const auto& one) { return !server.find(one.first); });
    for (const user& owner : server.users)
        if (is_wanted(wanted, owner)) co_await fetch_calendar(all, owner);
}

} // namespace caldav
