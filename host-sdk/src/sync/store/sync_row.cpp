// SPDX-License-Identifier: Apache-2.0
#include "sync_row.hpp"

namespace dovetail::sync::sqlite {
namespace {

constexpr char now_sql[] = "SELECT " DOVETAIL_SQL_NOW;

constexpr char ensure_sql[] =
    "INSERT INTO sync (name, due_at) VALUES (?, " DOVETAIL_SQL_NOW ") ON CONFLICT DO NOTHING";

constexpr char find_sql[] = "SELECT id FROM sync WHERE name = ?";

constexpr char read_sql[] =
    "SELECT id, owner, epoch, next_member, next_link, next_intent, next_problem, next_history, "
    "commits, live, waiting, deleted, released, held, failed, dismissed, intents, history, "
    "applied, no_ops, conflicts FROM sync WHERE name = ?";

constexpr char write_sql[] =
    "UPDATE sync SET next_member = ?, next_link = ?, next_intent = ?, next_problem = ?, "
    "next_history = ?, commits = ?, live = ?, waiting = ?, deleted = ?, released = ?, held = ?, "
    "failed = ?, dismissed = ?, intents = ?, history = ?, applied = ?, no_ops = ?, conflicts = ? "
    "WHERE id = ?";

constexpr char release_sql[] =
    "UPDATE sync SET owner = NULL, attempt = 0, nudged = 0, "
    "due_at = " DOVETAIL_SQL_NOW " + CASE WHEN nudged THEN 0 ELSE ? END WHERE id = ?";

// A sync that is due already or was nudged already stays as it is: hints come in bursts.
constexpr char nudge_sql[] =
    "UPDATE sync SET nudged = 1, due_at = CASE WHEN owner IS NULL THEN "
    "min(due_at, " DOVETAIL_SQL_NOW ") ELSE due_at END WHERE name = ? AND NOT nudged";

std::uint64_t count_at(const query& row, int column) noexcept
{
    return static_cast<std::uint64_t>(row.number_at(column));
}

std::int64_t number(std::uint64_t count) noexcept
{
    return static_cast<std::int64_t>(count);
}

sync_counts counts_at(const query& row, int column) noexcept
{
    sync_counts counts;
    counts.live = count_at(row, column);
    counts.waiting = count_at(row, column + 1);
    counts.deleted = count_at(row, column + 2);
    counts.released = count_at(row, column + 3);
    counts.links = counts.live + counts.waiting + counts.deleted + counts.released;
    counts.held = count_at(row, column + 4);
    counts.failed = count_at(row, column + 5);
    counts.dismissed = count_at(row, column + 6);
    counts.intents = count_at(row, column + 7);
    counts.history = count_at(row, column + 8);
    counts.applied = count_at(row, column + 9);
    counts.no_ops = count_at(row, column + 10);
    counts.conflicts = count_at(row, column + 11);
    return counts;
}

} // namespace

code read_now(database& in, std::int64_t& now_ms)
{
    query row(in, now_sql);
    if (row.next()) now_ms = row.number_at(0);
    return row.status();
}

code ensure_sync(database& in, std::string_view name)
{
    return query(in, ensure_sql).text(name).run();
}

code find_sync(database& in, std::string_view name, std::optional<sync_id>& found)
{
    query row(in, find_sql);
    if (row.text(name).next()) found = row.number_at(0);
    return row.status();
}

code read_sync(database& in, std::string_view name, std::optional<sync_row>& found)
{
    query row(in, read_sql);
    if (!row.text(name).next()) return row.status();
    auto& sync = found.emplace();
    sync.id = row.number_at(0);
    sync.owner = row.text_at(1);
    sync.epoch = count_at(row, 2);
    sync.next_member = row.number_at(3);
    sync.next_link = row.number_at(4);
    sync.next_intent = row.number_at(5);
    sync.next_problem = row.number_at(6);
    sync.next_history = row.number_at(7);
    sync.commits = row.number_at(8);
    sync.counts = counts_at(row, 9);
    return row.status();
}

code write_sync(database& in, const sync_row& row)
{
    const auto& counts = row.counts;
    query write(in, write_sql);
    write.number(row.next_member).number(row.next_link).number(row.next_intent);
    write.number(row.next_problem).number(row.next_history).number(row.commits);
    write.number(number(counts.live)).number(number(counts.waiting));
    write.number(number(counts.deleted)).number(number(counts.released));
    write.number(number(counts.held)).number(number(counts.failed));
    write.number(number(counts.dismissed)).number(number(counts.intents));
    write.number(number(counts.history)).number(number(counts.applied));
    write.number(number(counts.no_ops)).number(number(counts.conflicts));
    return write.number(row.id).run();
}

code release_sync(database& in, sync_id sync, std::chrono::milliseconds due_in)
{
    return query(in, release_sql).number(due_in.count()).number(sync).run();
}

code nudge_sync(database& in, std::string_view name)
{
    return query(in, nudge_sql).text(name).run();
}

} // namespace dovetail::sync::sqlite
