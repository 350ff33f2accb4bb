// SPDX-License-Identifier: Apache-2.0
#include "ended_links.hpp"

#include "sync_row.hpp"

namespace dovetail::sync::sqlite {
namespace {

constexpr char note_sql[] =
    "INSERT INTO ended_link (id, sync, ended_at) VALUES (?, ?, " DOVETAIL_SQL_NOW
    ") ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at";

constexpr char forget_sql[] = "DELETE FROM ended_link WHERE id = ?";

constexpr char list_sql[] =
    "SELECT id FROM ended_link WHERE sync = ? AND ended_at < ? ORDER BY ended_at LIMIT ?";

} // namespace

code note_end(database& in, sync_id sync, link_id number)
{
    return query(in, note_sql).number(row_id(sync, number)).number(sync).run();
}

code forget_end(database& in, sync_id sync, link_id number)
{
    return query(in, forget_sql).number(row_id(sync, number)).run();
}

code list_ended(database& in, sync_id sync, instant_us before, std::size_t limit,
                std::vector<link_id>& out)
{
    constexpr std::int64_t us_in_ms = 1000;
    query row(in, list_sql);
    row.number(sync).number(before / us_in_ms).number(static_cast<std::int64_t>(limit));
    while (row.next())
        out.push_back(number_of(row.number_at(0)));
    return row.status();
}

} // namespace dovetail::sync::sqlite
