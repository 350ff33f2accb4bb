// SPDX-License-Identifier: Apache-2.0
#include "link_rows.hpp"

#include "bulk_insert.hpp"

#include <algorithm>
#include <string>

namespace dovetail::sync::sqlite {
namespace {

#define DOVETAIL_LINK_COLUMNS                                                                      \
    "id, owner, state, generation, left_key, right_key, left_revision, right_revision, "           \
    "left_base, right_base, left_kept, right_kept, left_deleted_at, right_deleted_at"

constexpr char before_sql[] = "SELECT state, left_key, right_key FROM link WHERE id = ?";

// Setting a key writes its index anew even where the key stays the same: so it is only set where
// it changes.
#define DOVETAIL_LINK_VALUES                                                                       \
    "owner = ?, state = ?, generation = ?, left_revision = ?, right_revision = ?, "                \
    "left_base = ?, right_base = ?, left_kept = ?, right_kept = ?, left_deleted_at = ?, "          \
    "right_deleted_at = ?"

constexpr char replace_sql[] = "UPDATE link SET " DOVETAIL_LINK_VALUES " WHERE id = ?";
constexpr char replace_with_keys_sql[] =
    "UPDATE link SET " DOVETAIL_LINK_VALUES ", left_key = ?, right_key = ? WHERE id = ?";

constexpr char remove_sql[] = "DELETE FROM link WHERE id = ? RETURNING state";

// The second condition lets SQLite use the partial index.
constexpr char by_left_sql[] =
    "SELECT " DOVETAIL_LINK_COLUMNS " FROM link WHERE sync = ? AND left_key = ? AND left_key <> ''";
constexpr char by_right_sql[] = "SELECT " DOVETAIL_LINK_COLUMNS
                                " FROM link WHERE sync = ? AND right_key = ? AND right_key <> ''";
constexpr char by_id_sql[] = "SELECT " DOVETAIL_LINK_COLUMNS " FROM link WHERE id = ?";

constexpr char list_sql[] =
    "SELECT " DOVETAIL_LINK_COLUMNS " FROM link WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";
constexpr char list_owned_sql[] =
    "SELECT " DOVETAIL_LINK_COLUMNS
    " FROM link WHERE id > ? AND id <= ? AND owner = ? ORDER BY id LIMIT ?";

/// Questions of the long statement: beyond this the gain is below a percent.
constexpr std::size_t keys_at_once = 32;

/// One question for many keys. Beginning and ending a statement costs SQLite as much as looking a
/// key up, so they are asked by the dozen. The key of a row that is not there gives no row.
std::string many_by_key(const char* column)
{
    std::string sql = "WITH wish (place, key) AS (VALUES ";
    for (std::size_t i = 0; i < keys_at_once; ++i)
        sql.append(i == 0 ? "(" : ",(").append(std::to_string(i)).append(",?)");
    const std::string name(column);
    return sql + ") SELECT " DOVETAIL_LINK_COLUMNS ", place FROM wish CROSS JOIN link ON " + name +
           " = key AND " + name + " <> '' AND sync = ?";
}

void bind_present(query& to, std::string_view bytes)
{
    if (bytes.empty())
        to.null();
    else
        to.blob(bytes);
}

void bind_instant(query& to, instant_us at)
{
    if (at == 0)
        to.null();
    else
        to.number(at);
}

void bind_state(query& to, const link& value)
{
    to.number(value.owner).number(static_cast<std::int64_t>(value.state)).number(value.generation);
}

void bind_contents(query& to, const link& value)
{
    to.text(value.revision.left).text(value.revision.right).blob(value.base.left);
    if (value.base.right == value.base.left)
        to.null();
    else
        to.blob(value.base.right);
    bind_present(to, value.kept.left);
    bind_present(to, value.kept.right);
    bind_instant(to, value.deleted_at.left);
    bind_instant(to, value.deleted_at.right);
}

link link_at(const query& row)
{
    link value;
    value.id = number_of(row.number_at(0));
    value.owner = row.number_at(1);
    value.state = static_cast<link_state>(row.number_at(2));
    value.generation = static_cast<std::uint32_t>(row.number_at(3));
    value.key = {std::string(row.text_at(4)), std::string(row.text_at(5))};
    value.revision = {std::string(row.text_at(6)), std::string(row.text_at(7))};
    value.base.left = row.text_at(8);
    value.base.right = row.null_at(9) ? value.base.left : field_bytes(row.text_at(9));
    value.kept = {field_bytes(row.text_at(10)), field_bytes(row.text_at(11))};
    value.deleted_at = {row.number_at(12), row.number_at(13)};
    return value;
}

} // namespace

code insert_links(database& in, sync_id sync, link_id first, std::span<const link* const> values)
{
    static const bulk_insert insert("link", DOVETAIL_LINK_COLUMNS ", sync");
    return insert.run(in, values.size(), [&](query& row, std::size_t index) {
        const auto& value = *values[index];
        row.number(row_id(sync, first + static_cast<link_id>(index)));
        bind_state(row, value);
        row.text(value.key.left).text(value.key.right);
        bind_contents(row, value);
        row.number(sync);
    });
}

code replace_link(database& in, sync_id sync, const link& value, link_state& before)
{
    const auto id = row_id(sync, value.id);
    bool same_keys = false;
    {
        query known(in, before_sql);
        if (!known.number(id).next())
            return known.status() == SQLITE_OK ? row_is_missing : known.status();
        before = static_cast<link_state>(known.number_at(0));
        same_keys = known.text_at(1) == value.key.left && known.text_at(2) == value.key.right;
    }
    query replace(in, same_keys ? replace_sql : replace_with_keys_sql);
    bind_state(replace, value);
    bind_contents(replace, value);
    if (!same_keys) replace.text(value.key.left).text(value.key.right);
    return replace.number(id).run();
}

code remove_link(database& in, sync_id sync, link_id number, std::optional<link_state>& before)
{
    query remove(in, remove_sql);
    remove.number(row_id(sync, number));
    while (remove.next())
        before = static_cast<link_state>(remove.number_at(0));
    return remove.status();
}

code find_links_by_key(database& in, sync_id sync, side where,
                       std::span<const std::string_view> keys, found_links& found)
{
    static const std::string many_by_left = many_by_key("left_key");
    static const std::string many_by_right = many_by_key("right_key");
    constexpr int place = 14; // behind DOVETAIL_LINK_COLUMNS

    found.resize(keys.size());
    std::size_t first = 0;
    if (keys.size() >= keys_at_once) {
        query row(in, (where == side::left ? many_by_left : many_by_right).c_str());
        for (; keys.size() - first >= keys_at_once; first += keys_at_once) {
            for (const auto key : keys.subspan(first, keys_at_once))
                row.text(key);
            row.number(sync);
            while (row.next())
                found[first + static_cast<std::size_t>(row.number_at(place))] = link_at(row);
        }
        if (row.status() != SQLITE_OK) return row.status();
    }
    query row(in, where == side::left ? by_left_sql : by_right_sql);
    for (; first < keys.size(); ++first) {
        if (!row.number(sync).text(keys[first]).next()) continue;
        found[first] = link_at(row);
        row.next(); // the key is unique: this is the end
    }
    return row.status();
}

code find_links_by_id(database& in, sync_id sync, std::span<const link_id> ids, found_links& found)
{
    found.resize(ids.size());
    query row(in, by_id_sql);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!row.number(row_id(sync, ids[i])).next()) continue;
        found[i] = link_at(row);
        row.next();
    }
    return row.status();
}

code list_links(database& in, sync_id sync, std::optional<member_id> owner, link_id after,
                std::size_t limit, std::vector<link>& out)
{
    query row(in, owner ? list_owned_sql : list_sql);
    row.number(row_id(sync, std::clamp<link_id>(after, 0, number_mask)));
    row.number(last_row_id(sync));
    if (owner) row.number(*owner);
    row.number(static_cast<std::int64_t>(limit));
    while (row.next())
        out.push_back(link_at(row));
    return row.status();
}

} // namespace dovetail::sync::sqlite
