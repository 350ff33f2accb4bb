// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"
#include "exchanges.hpp"
#include "failure.hpp"
#include "owner_groups.hpp"
#include "page_reader.hpp"
#include "quota.hpp"
#include "target.hpp"
#include "users_pages.hpp"

#include <dovetail/kit/instant.hpp>

#include <algorithm>

namespace dovetail::sales_connect {

namespace {

/// What a fetch reads: a stream of changes for each group of owners, one after another.
struct fetch_plan
{
    std::vector<std::string> owner_groups; ///< each a list for the query; one empty: everybody
    std::vector<position> positions;
};

fetch_plan plan_of(const profile& server, const kit::operation& wanted)
{
    fetch_plan out;
    out.owner_groups = group_owners(wanted.owners(), server.limits.target_bytes);
    out.positions.resize(out.owner_groups.size());
    if (wanted.cursor().empty()) return out;
    auto stored = read_cursor(wanted.cursor());
    if (!stored || stored->size() != out.positions.size())
        throw kit::plugin_error(kit::error_class::gone, "cursor_expired",
                                "the stored cursor is not one of this version of the connector, or "
                                "of another set of owners: read from the beginning");
    out.positions = *std::move(stored);
    return out;
}

/// The request for one page. `again`: the overlap is read once more.
std::string page_target(const profile& server, const kit::operation& wanted,
                        const std::string& owners, const position& at, bool again)
{
    target out(server.paths.changes);
    const auto since_us = again ? at.newest_us - std::chrono::microseconds(server.overlap).count()
                                : wanted.modified_since_us();
    if (!at.server_cursor.empty() && !again)
        out.add(server.parameters.cursor, at.server_cursor);
    else if (since_us > 0)
        out.add(server.parameters.updated_since, kit::format_instant(since_us));
    if (!owners.empty()) out.add_encoded(server.parameters.assignee_ids, owners);
    if (wanted.tombstones_only()) out.add(server.parameters.only, server.parameters.only_deleted);
    const auto limit = wanted.page_size() == 0 ? server.limits.page
                                               : std::min(server.limits.page, wanted.page_size());
    out.add(server.parameters.limit, std::to_string(limit));
    return std::move(out).take();
}

/// Whether a stamp is so old that no clock is wrong enough for it to matter.
bool is_long_ago(const profile& server, std::int64_t stamp_us, std::int64_t now_us)
{
    constexpr std::chrono::minutes clocks_differ{1};
    return now_us - stamp_us >= std::chrono::microseconds(server.overlap + clocks_differ).count();
}

/// Where the stream goes on after `read`.
///
/// A task that becomes visible late has a stamp of at most `overlap` ago. So once the overlap was
/// read again that long after the newest task was first seen, nothing can appear below it any more.
/// Only the host's clock is compared with itself: it does not matter if the server's is wrong.
position next_position(const profile& server, const position& before, const page& read,
                       std::int64_t now_us, bool again)
{
    const auto overlap_us = std::chrono::microseconds(server.overlap).count();
    position out = before;
    if (!read.next_cursor.empty()) out.server_cursor = read.next_cursor;
    out.newest_us = std::max(before.newest_us, read.newest_us);
    const bool is_newer = out.newest_us > before.newest_us;
    const bool read_late_enough = again && now_us - before.unsettled_since_us >= overlap_us;
    const bool is_settled = overlap_us == 0 || is_long_ago(server, out.newest_us, now_us) ||
                            (read_late_enough && !is_newer);
    if (is_settled)
        out.unsettled_since_us = 0;
    else if (is_newer)
        out.unsettled_since_us = now_us;
    return out;
}

/// `asked_with`: the cursor of the request; none when it began somewhere else.
void require_progress(const page& read, std::string_view asked_with, const position& after)
{
    if (!read.has_more || after.server_cursor != asked_with) return;
    throw kit::plugin_error(kit::error_class::bug, "cursor_stands_still",
                            "Sales Connect says that there are more changes but gives no new "
                            "cursor");
}

} // namespace

kit::exchange_task fetch_tasks(const profile& server, kit::channel& channel,
                               const kit::operation& wanted)
{
    auto plan = plan_of(server, wanted);
    std::uint64_t total = 0;
    for (std::size_t group = 0; group < plan.positions.size(); ++group) {
        auto& at = plan.positions[group];
        bool more = true;
        for (bool first = true; more; first = false) {
            const bool again = first && at.unsettled_since_us != 0;
            kit::request get("GET",
                             page_target(server, wanted, plan.owner_groups[group], at, again));
            const auto answer = co_await channel.request(std::move(get));
            report_quota(server, answer, channel);
            require_success(server, answer, "read changes");
            auto read = read_page(server.tasks, answer.body());
            auto next = next_position(server, at, read, answer.now_us(), again);
            require_progress(read, again ? std::string_view{} : at.server_cursor, next);
            more = read.has_more;
            if (first) total += read.total;
            const bool news = !read.batch.empty() || !(next == at);
            at = std::move(next);
            if (!news) continue;
            auto cursor = write_cursor(plan.positions);
            co_await channel.deliver(std::move(read.batch), std::move(cursor), total);
        }
    }
}

kit::exchange_task fetch_users(const profile& server, kit::channel& channel, const kit::operation&)
{
    users_pages all(server);
    while (all.has_more()) {
        kit::request get = all.next();
        const auto answer = co_await channel.request(std::move(get));
        auto read = all.read(answer, channel);
        co_await channel.deliver(std::move(read.batch));
    }
}

} // namespace dovetail::sales_connect
