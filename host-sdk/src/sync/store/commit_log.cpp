// SPDX-License-Identifier: Apache-2.0
#include "commit_log.hpp"

#include <algorithm>
#include <numeric>

namespace dovetail::sync::sqlite {
namespace {

constexpr char find_sql[] = "SELECT first_link, links, first_intent, intents FROM applied_commit "
                            "WHERE sync = ? AND commit_id = ?";

constexpr char note_sql[] = "INSERT INTO applied_commit (id, sync, commit_id, first_link, links, "
                            "first_intent, intents) VALUES (?,?,?,?,?,?,?)";

constexpr char forget_sql[] = "DELETE FROM applied_commit WHERE id > ? AND id <= ?";

} // namespace

committed to_committed(commit_result outcome, const given_ids& given)
{
    committed result;
    result.outcome = outcome;
    result.links.resize(static_cast<std::size_t>(given.links));
    std::iota(result.links.begin(), result.links.end(), given.first_link);
    result.intents.resize(static_cast<std::size_t>(given.intents));
    std::iota(result.intents.begin(), result.intents.end(), given.first_intent);
    return result;
}

code find_commit(database& in, sync_id sync, std::string_view commit_id,
                 std::optional<given_ids>& found)
{
    query row(in, find_sql);
    if (row.number(sync).text(commit_id).next())
        found = {row.number_at(0), row.number_at(1), row.number_at(2), row.number_at(3)};
    return row.status();
}

code note_commit(database& in, sync_row& row, std::string_view commit_id, const given_ids& given)
{
    ++row.commits;
    query note(in, note_sql);
    note.number(row_id(row.id, row.commits)).number(row.id).text(commit_id);
    note.number(given.first_link).number(given.links);
    note.number(given.first_intent).number(given.intents);
    if (const code outcome = note.run(); outcome != SQLITE_OK) return outcome;
    const auto forgotten = std::max<std::int64_t>(row.commits - remembered_commits, 0);
    query forget(in, forget_sql);
    return forget.number(row_id(row.id, 0)).number(row_id(row.id, forgotten)).run();
}

} // namespace dovetail::sync::sqlite
