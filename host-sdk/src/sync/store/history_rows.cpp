// SPDX-License-Identifier: Apache-2.0
#include "history_rows.hpp"

#include "bulk_insert.hpp"

#include <string>

namespace dovetail::sync::sqlite {
namespace {

#define DOVETAIL_HISTORY_COLUMNS                                                                   \
    "id, at, link, owner, target, action, result, source_key, reason, before, after, lost"

// One statement for every question: a parameter that is NULL restricts nothing.
#define DOVETAIL_HISTORY_WHERE                                                                     \
    " WHERE id > ?1 AND id <= ?2 AND (?3 IS NULL OR owner = ?3) AND (?4 IS NULL OR result = ?4)"

constexpr char all_sql[] = "SELECT " DOVETAIL_HISTORY_COLUMNS " FROM history" DOVETAIL_HISTORY_WHERE
                           " ORDER BY id DESC LIMIT ?5";

constexpr char of_link_sql[] =
    "SELECT " DOVETAIL_HISTORY_COLUMNS " FROM history" DOVETAIL_HISTORY_WHERE
    " AND link = ?6 AND link <> 0 ORDER BY id DESC LIMIT ?5";

// Of a task with this key on either side: that of its link, and what was said before it had one.
constexpr char of_key_sql[] =
    "SELECT " DOVETAIL_HISTORY_COLUMNS " FROM history" DOVETAIL_HISTORY_WHERE " AND id IN ("
    "SELECT id FROM history WHERE source_key = ?6 AND source_key <> '' "
    "UNION ALL SELECT history.id FROM history WHERE history.link <> 0 AND history.link IN ("
    "SELECT link.id & ?8 FROM link WHERE sync = ?7 AND left_key = ?6 AND left_key <> '' "
    "UNION SELECT link.id & ?8 FROM link WHERE sync = ?7 AND right_key = ?6 "
    "AND right_key <> '')) ORDER BY id DESC LIMIT ?5";

void bind_present(query& to, std::string_view bytes)
{
    if (bytes.empty())
        to.null();
    else
        to.blob(bytes);
}

void bind_number(query& to, std::optional<std::int64_t> value)
{
    if (value)
        to.number(*value);
    else
        to.null();
}

history_entry entry_at(const query& row)
{
    history_entry entry;
    entry.id = number_of(row.number_at(0));
    entry.at = row.number_at(1);
    entry.link = row.number_at(2);
    entry.owner = row.number_at(3);
    entry.target = static_cast<side>(row.number_at(4));
    entry.action = static_cast<write_action>(row.number_at(5));
    entry.result = static_cast<outcome>(row.number_at(6));
    entry.source_key = row.text_at(7);
    entry.reason = row.text_at(8);
    entry.before = row.text_at(9);
    entry.after = row.text_at(10);
    entry.lost = row.text_at(11);
    return entry;
}

} // namespace

code insert_history(database& in, sync_id sync, std::int64_t first,
                    std::span<const history_entry> entries,
                    const std::function<link_id(link_id)>& link_of)
{
    static const bulk_insert insert("history", DOVETAIL_HISTORY_COLUMNS);
    return insert.run(in, entries.size(), [&](query& row, std::size_t index) {
        const auto& entry = entries[index];
        row.number(row_id(sync, first + static_cast<std::int64_t>(index)));
        row.number(entry.at).number(link_of(entry.link)).number(entry.owner);
        row.number(static_cast<std::int64_t>(entry.target));
        row.number(static_cast<std::int64_t>(entry.action));
        row.number(static_cast<std::int64_t>(entry.result));
        row.text(entry.source_key).text(entry.reason);
        bind_present(row, entry.before);
        bind_present(row, entry.after);
        bind_present(row, entry.lost);
    });
}

code query_history(database& in, sync_id sync, const history_query& asked,
                   std::vector<history_entry>& out)
{
    query row(in, asked.key ? of_key_sql : asked.link ? of_link_sql : all_sql);
    const auto below = asked.before_id > 0 ? row_id(sync, asked.before_id - 1) : last_row_id(sync);
    if (asked.id) {
        row.number(row_id(sync, *asked.id) - 1).number(row_id(sync, *asked.id));
    } else {
        row.number(row_id(sync, 0)).number(below);
    }
    bind_number(row, asked.owner);
    bind_number(row, asked.result ? std::optional(static_cast<std::int64_t>(*asked.result))
                                  : std::nullopt);
    row.number(static_cast<std::int64_t>(asked.limit));
    if (asked.key)
        row.text(*asked.key).number(sync).number(number_mask);
    else if (asked.link)
        row.number(*asked.link);
    while (row.next()) {
        auto entry = entry_at(row);
        const bool other_link = asked.key && asked.link && entry.link != *asked.link;
        if (!other_link) out.push_back(std::move(entry));
    }
    return row.status();
}

} // namespace dovetail::sync::sqlite
