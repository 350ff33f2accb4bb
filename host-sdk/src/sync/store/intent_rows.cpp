// SPDX-License-Identifier: Apache-2.0
#include "intent_rows.hpp"

#include "bulk_insert.hpp"

namespace dovetail::sync::sqlite {
namespace {

#define DOVETAIL_INTENT_COLUMNS                                                                    \
    "target, action, state, link, owner, source_key, target_key, idempotency_key, native, "        \
    "planned_at, id"

constexpr char replace_sql[] =
    "UPDATE intent SET target = ?, action = ?, state = ?, link = ?, owner = ?, source_key = ?, "
    "target_key = ?, idempotency_key = ?, native = ?, planned_at = ? WHERE id = ?";

constexpr char remove_sql[] = "DELETE FROM intent WHERE id BETWEEN ? AND ?";

constexpr char sent_sql[] = "UPDATE intent SET state = 2 WHERE id BETWEEN ? AND ?";
static_assert(static_cast<int>(intent_state::sent) == 2);

constexpr char list_sql[] =
    "SELECT " DOVETAIL_INTENT_COLUMNS " FROM intent WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";

void bind_intent(query& to, sync_id sync, intent_id number, const intent& value, link_id of_link)
{
    to.number(static_cast<std::int64_t>(value.target));
    to.number(static_cast<std::int64_t>(value.action));
    to.number(static_cast<std::int64_t>(value.state)).number(of_link).number(value.owner);
    to.text(value.source_key).text(value.target_key).text(value.idempotency_key);
    to.blob(value.native).number(value.planned_at).number(row_id(sync, number));
}

intent intent_at(const query& row)
{
    intent value;
    value.target = static_cast<side>(row.number_at(0));
    value.action = static_cast<write_action>(row.number_at(1));
    value.state = static_cast<intent_state>(row.number_at(2));
    value.link = row.number_at(3);
    value.owner = row.number_at(4);
    value.source_key = row.text_at(5);
    value.target_key = row.text_at(6);
    value.idempotency_key = row.text_at(7);
    value.native = row.text_at(8);
    value.planned_at = row.number_at(9);
    value.id = number_of(row.number_at(10));
    return value;
}

/// Runs a statement over ids. The intents of a batch were numbered together and end together, so
/// they are mostly one run of numbers: one statement instead of hundreds.
code for_runs(database& in, const char* sql, sync_id sync, std::span<const intent_id> ids,
              std::uint64_t& changed)
{
    query statement(in, sql);
    for (std::size_t first = 0; first < ids.size();) {
        std::size_t end = first + 1;
        while (end < ids.size() && ids[end] == ids[end - 1] + 1)
            ++end;
        statement.number(row_id(sync, ids[first])).number(row_id(sync, ids[end - 1]));
        if (const code outcome = statement.run(); outcome != SQLITE_OK) return outcome;
        changed += in.changes();
        first = end;
    }
    return statement.status();
}

} // namespace

code insert_intents(database& in, sync_id sync, intent_id first, std::span<const new_intent> rows)
{
    static const bulk_insert insert("intent", DOVETAIL_INTENT_COLUMNS);
    return insert.run(in, rows.size(), [&](query& row, std::size_t index) {
        const auto number = first + static_cast<intent_id>(index);
        bind_intent(row, sync, number, *rows[index].value, rows[index].of_link);
    });
}

code replace_intent(database& in, sync_id sync, const intent& value, link_id of_link)
{
    query replace(in, replace_sql);
    bind_intent(replace, sync, value.id, value, of_link);
    const code outcome = replace.run();
    return outcome == SQLITE_OK && in.changes() == 0 ? row_is_missing : outcome;
}

code remove_intents(database& in, sync_id sync, std::span<const intent_id> ids,
                    std::uint64_t& removed)
{
    return for_runs(in, remove_sql, sync, ids, removed);
}

code mark_intents_sent(database& in, sync_id sync, std::span<const intent_id> ids)
{
    std::uint64_t marked = 0;
    return for_runs(in, sent_sql, sync, ids, marked);
}

code list_intents(database& in, sync_id sync, std::size_t limit, std::vector<intent>& out)
{
    query row(in, list_sql);
    row.number(row_id(sync, 0)).number(last_row_id(sync));
    row.number(static_cast<std::int64_t>(limit));
    while (row.next())
        out.push_back(intent_at(row));
    return row.status();
}

} // namespace dovetail::sync::sqlite
