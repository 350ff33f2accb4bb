// SPDX-License-Identifier: Apache-2.0
#include "problem_rows.hpp"

namespace dovetail::sync::sqlite {
namespace {

#define DOVETAIL_PROBLEM_COLUMNS                                                                   \
    "id, source, source_key, kind, link, owner, code, reason, server_text, attempts, first_at, "   \
    "last_at, next_try_at, dismissed, confirmed, left_shown, right_shown"

constexpr char find_sql[] = "SELECT kind, code, first_at, dismissed, confirmed FROM problem "
                            "WHERE sync = ? AND source = ? AND source_key = ?";

constexpr char put_sql[] =
    "INSERT INTO problem (" DOVETAIL_PROBLEM_COLUMNS
    ", sync) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (sync, source, source_key) "
    "DO UPDATE SET kind = excluded.kind, link = excluded.link, owner = excluded.owner, "
    "code = excluded.code, reason = excluded.reason, server_text = excluded.server_text, "
    "attempts = excluded.attempts, first_at = excluded.first_at, last_at = excluded.last_at, "
    "next_try_at = excluded.next_try_at, dismissed = excluded.dismissed, "
    "confirmed = excluded.confirmed, left_shown = excluded.left_shown, "
    "right_shown = excluded.right_shown";

constexpr char remove_sql[] =
    "DELETE FROM problem WHERE sync = ? AND source = ? AND source_key = ?";

#define DOVETAIL_PROBLEM_WHERE                                                                     \
    " WHERE id > ?1 AND id <= ?2 AND (?3 IS NULL OR owner = ?3) AND (?4 OR NOT dismissed)"

constexpr char list_sql[] = "SELECT " DOVETAIL_PROBLEM_COLUMNS
                            " FROM problem" DOVETAIL_PROBLEM_WHERE " ORDER BY id LIMIT ?5";

constexpr char due_sql[] = "SELECT " DOVETAIL_PROBLEM_COLUMNS " FROM problem" DOVETAIL_PROBLEM_WHERE
                           " AND sync = ?7 AND next_try_at > 0 AND next_try_at <= ?6 "
                           "ORDER BY id LIMIT ?5";

problem problem_at(const query& row)
{
    problem value;
    value.id = number_of(row.number_at(0));
    value.source = static_cast<side>(row.number_at(1));
    value.source_key = row.text_at(2);
    value.kind = static_cast<outcome>(row.number_at(3));
    value.link = row.number_at(4);
    value.owner = row.number_at(5);
    value.code = row.text_at(6);
    value.reason = row.text_at(7);
    value.server_text = row.text_at(8);
    value.attempts = static_cast<std::uint32_t>(row.number_at(9));
    value.first_at = row.number_at(10);
    value.last_at = row.number_at(11);
    value.next_try_at = row.number_at(12);
    value.dismissed = row.number_at(13) != 0;
    value.confirmed = row.number_at(14) != 0;
    value.shown.left = static_cast<std::uint64_t>(row.number_at(15));
    value.shown.right = static_cast<std::uint64_t>(row.number_at(16));
    return value;
}

} // namespace

code find_problem(database& in, sync_id sync, side source, std::string_view source_key,
                  std::optional<known_problem>& found)
{
    query row(in, find_sql);
    row.number(sync).number(static_cast<std::int64_t>(source)).text(source_key);
    if (!row.next()) return row.status();
    auto& known = found.emplace();
    known.kind = static_cast<outcome>(row.number_at(0));
    known.code = row.text_at(1);
    known.first_at = row.number_at(2);
    known.dismissed = row.number_at(3) != 0;
    known.confirmed = row.number_at(4) != 0;
    return row.status();
}

code put_problem(database& in, sync_id sync, problem_id number, const problem& value,
                 link_id of_link)
{
    query put(in, put_sql);
    put.number(row_id(sync, number)).number(static_cast<std::int64_t>(value.source));
    put.text(value.source_key).number(static_cast<std::int64_t>(value.kind));
    put.number(of_link).number(value.owner).text(value.code).text(value.reason);
    put.text(value.server_text).number(value.attempts).number(value.first_at);
    put.number(value.last_at).number(value.next_try_at);
    put.number(value.dismissed).number(value.confirmed);
    put.number(static_cast<std::int64_t>(value.shown.left));
    return put.number(static_cast<std::int64_t>(value.shown.right)).number(sync).run();
}

code remove_problem(database& in, sync_id sync, side source, std::string_view source_key)
{
    query remove(in, remove_sql);
    return remove.number(sync).number(static_cast<std::int64_t>(source)).text(source_key).run();
}

code query_problems(database& in, sync_id sync, const problem_query& asked,
                    std::vector<problem>& out)
{
    query row(in, asked.due_at ? due_sql : list_sql);
    if (asked.id)
        row.number(row_id(sync, *asked.id) - 1).number(row_id(sync, *asked.id));
    else
        row.number(row_id(sync, asked.after_id)).number(last_row_id(sync));
    if (asked.owner)
        row.number(*asked.owner);
    else
        row.null();
    row.number(asked.with_dismissed).number(static_cast<std::int64_t>(asked.limit));
    if (asked.due_at) row.number(*asked.due_at).number(sync);
    while (row.next())
        out.push_back(problem_at(row));
    return row.status();
}

} // namespace dovetail::sync::sqlite
