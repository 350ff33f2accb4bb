// SPDX-License-Identifier: Apache-2.0
#include "prune.hpp"

#include "ended_links.hpp"
#include "link_rows.hpp"
#include "place.hpp"

#include <algorithm>

namespace dovetail::sync::sqlite {
namespace {

constexpr char oldest_sql[] =
    "SELECT id, at FROM history WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";

constexpr char remove_history_sql[] = "DELETE FROM history WHERE id > ? AND id <= ?";

/// History is written in the order of its time, so what is too old is at its beginning.
code prune_history(database& in, sync_row& row, const prune_bounds& bounds, std::size_t& removed)
{
    const auto count = row.counts.history;
    const auto excess = count > bounds.max_entries ? count - bounds.max_entries : 0;
    std::int64_t last = 0;
    {
        query oldest(in, oldest_sql);
        oldest.number(row_id(row.id, 0)).number(last_row_id(row.id));
        oldest.number(static_cast<std::int64_t>(bounds.limit));
        while (oldest.next()) {
            if (removed >= excess && oldest.number_at(1) >= bounds.horizon_at) break;
            last = oldest.number_at(0);
            ++removed;
        }
        if (oldest.status() != SQLITE_OK || removed == 0) return oldest.status();
    }
    row.counts.history -= removed;
    return query(in, remove_history_sql).number(row_id(row.id, 0)).number(last).run();
}

code prune_links(database& in, sync_row& row, const prune_bounds& bounds, std::size_t& removed)
{
    std::vector<link_id> ended;
    code outcome = list_ended(in, row.id, bounds.horizon_at, bounds.limit - removed, ended);
    for (const auto number : ended) {
        std::optional<link_state> before;
        if (outcome == SQLITE_OK) outcome = remove_link(in, row.id, number, before);
        if (outcome == SQLITE_OK) outcome = forget_end(in, row.id, number);
        if (outcome != SQLITE_OK) return outcome;
        if (before == link_state::deleted) --row.counts.deleted;
        if (before == link_state::released) --row.counts.released;
        ++removed;
    }
    return outcome;
}

} // namespace

code prune_sync(database& in, std::string_view sync, const prune_bounds& bounds,
                std::size_t& removed)
{
    removed = 0;
    std::optional<sync_row> row;
    code outcome = read_sync(in, sync, row);
    if (outcome != SQLITE_OK || !row) return outcome;
    outcome = prune_history(in, *row, bounds, removed);
    if (outcome == SQLITE_OK) outcome = prune_links(in, *row, bounds, removed);
    if (outcome != SQLITE_OK) return outcome;
    return removed == 0 ? change_nothing : write_sync(in, *row);
}

} // namespace dovetail::sync::sqlite
