// SPDX-License-Identifier: Apache-2.0
#include "cursor_rows.hpp"

namespace dovetail::sync::sqlite {
namespace {

constexpr char put_sql[] = "INSERT INTO cursor (sync, side, bytes, plugin, stored_at) "
                           "VALUES (?,?,?,?,?) ON CONFLICT (sync, side) DO UPDATE SET "
                           "bytes = excluded.bytes, plugin = excluded.plugin, "
                           "stored_at = excluded.stored_at";

constexpr char remove_sql[] = "DELETE FROM cursor WHERE sync = ? AND side = ?";

constexpr char read_sql[] = "SELECT side, bytes, plugin, stored_at FROM cursor WHERE sync = ?";

constexpr char put_fact_sql[] = "INSERT INTO fact (sync, name, value) VALUES (?,?,?) "
                                "ON CONFLICT (sync, name) DO UPDATE SET value = excluded.value";

constexpr char read_fact_sql[] = "SELECT value FROM fact WHERE sync = ? AND name = ?";

std::string_view characters(const std::vector<std::uint8_t>& bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

code put_cursor(database& in, sync_id sync, side where, const cursor& value)
{
    const auto stands_on = static_cast<std::int64_t>(where);
    if (value.bytes.empty()) return query(in, remove_sql).number(sync).number(stands_on).run();
    query put(in, put_sql);
    put.number(sync).number(stands_on).blob(characters(value.bytes));
    return put.text(value.plugin).number(value.stored_at).run();
}

code read_cursors(database& in, sync_id sync, both<std::optional<cursor>>& found)
{
    query row(in, read_sql);
    row.number(sync);
    while (row.next()) {
        auto& value = found.of(static_cast<side>(row.number_at(0))).emplace();
        const auto bytes = row.text_at(1);
        value.bytes.assign(bytes.begin(), bytes.end());
        value.plugin = row.text_at(2);
        value.stored_at = row.number_at(3);
    }
    return row.status();
}

code put_fact(database& in, sync_id sync, std::string_view name, std::string_view value)
{
    return query(in, put_fact_sql).number(sync).text(name).text(value).run();
}

code read_fact(database& in, sync_id sync, std::string_view name, std::optional<std::string>& found)
{
    query row(in, read_fact_sql);
    if (row.number(sync).text(name).next()) found = row.text_at(0);
    return row.status();
}

} // namespace dovetail::sync::sqlite
