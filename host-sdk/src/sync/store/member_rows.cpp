// SPDX-License-Identifier: Apache-2.0
#include "member_rows.hpp"

namespace dovetail::sync::sqlite {
namespace {

#define DOVETAIL_MEMBER_COLUMNS                                                                    \
    "left_user, right_user, name, time_zone, enabled, enabled_at, disabled_at, enablings, "        \
    "catch_up, found, done, id"

constexpr char insert_sql[] =
    "INSERT INTO member (" DOVETAIL_MEMBER_COLUMNS ", sync) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)";

constexpr char replace_sql[] =
    "UPDATE member SET left_user = ?, right_user = ?, name = ?, time_zone = ?, enabled = ?, "
    "enabled_at = ?, disabled_at = ?, enablings = ?, catch_up = ?, found = ?, done = ? "
    "WHERE id = ?";

constexpr char progress_sql[] =
    "UPDATE member SET catch_up = ?, found = ?, done = ? WHERE id = ? AND enablings = ?";

constexpr char list_sql[] =
    "SELECT " DOVETAIL_MEMBER_COLUMNS " FROM member WHERE id > ? AND id <= ? ORDER BY id";

std::int64_t number(std::uint64_t count) noexcept
{
    return static_cast<std::int64_t>(count);
}

void bind_member(query& to, sync_id sync, member_id id, const member& value)
{
    to.text(value.user.left).text(value.user.right).text(value.name).text(value.time_zone);
    to.number(value.enabled).number(value.enabled_at).number(value.disabled_at);
    to.number(value.enablings).number(value.catch_up);
    to.number(number(value.found)).number(number(value.done)).number(row_id(sync, id));
}

member member_at(const query& row)
{
    member value;
    value.user = {std::string(row.text_at(0)), std::string(row.text_at(1))};
    value.name = row.text_at(2);
    value.time_zone = row.text_at(3);
    value.enabled = row.number_at(4) != 0;
    value.enabled_at = row.number_at(5);
    value.disabled_at = row.number_at(6);
    value.enablings = static_cast<std::uint32_t>(row.number_at(7));
    value.catch_up = row.number_at(8) != 0;
    value.found = static_cast<std::uint64_t>(row.number_at(9));
    value.done = static_cast<std::uint64_t>(row.number_at(10));
    value.id = number_of(row.number_at(11));
    return value;
}

} // namespace

code insert_member(database& in, sync_id sync, member_id number, const member& value)
{
    query insert(in, insert_sql);
    bind_member(insert, sync, number, value);
    return insert.number(sync).run();
}

code replace_member(database& in, sync_id sync, const member& value)
{
    query replace(in, replace_sql);
    bind_member(replace, sync, value.id, value);
    const code outcome = replace.run();
    return outcome == SQLITE_OK && in.changes() == 0 ? row_is_missing : outcome;
}

code note_progress(database& in, sync_id sync, const member& value)
{
    query note(in, progress_sql);
    note.number(value.catch_up).number(number(value.found)).number(number(value.done));
    return note.number(row_id(sync, value.id)).number(value.enablings).run();
}

code list_members(database& in, sync_id sync, std::vector<member>& out)
{
    query row(in, list_sql);
    row.number(row_id(sync, 0)).number(last_row_id(sync));
    while (row.next())
        out.push_back(member_at(row));
    return row.status();
}

} // namespace dovetail::sync::sqlite
