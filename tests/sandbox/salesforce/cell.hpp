// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One value of one row: looked at (`cell`) or kept (`owned_cell`).

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::sandbox::salesforce {

enum class cell_kind : std::uint8_t
{
    null,
    boolean, ///< number is 0 or 1
    integer,
    day,  ///< number is days since 1970
    time, ///< number is seconds since 1970 UTC
    text,
    id ///< text of 18 characters
};

/// A value seen in a row; `text` lives as long as the row is not changed.
struct cell
{
    cell_kind kind = cell_kind::null;
    std::int64_t number = 0;
    std::string_view text;

    static cell of(bool value) { return {cell_kind::boolean, value ? 1 : 0, {}}; }
    static cell of_time(std::int64_t seconds) { return {cell_kind::time, seconds, {}}; }
    static cell of_text(std::string_view value)
    {
        return value.empty() ? cell{} : cell{cell_kind::text, 0, value};
    }
    static cell of_id(std::string_view value)
    {
        return value.empty() ? cell{} : cell{cell_kind::id, 0, value};
    }
};

/// The same, owning its text. An empty text is null: Salesforce knows no empty text.
struct owned_cell
{
    cell_kind kind = cell_kind::null;
    std::int64_t number = 0;
    std::string text;

    cell view() const { return {kind, number, text}; }
};

/// Appends the value as the REST API writes it in JSON.
void append_cell(std::string& out, const cell& value);

/// Less than, equal, greater than zero; texts without letter case, as SOQL compares them. Only for
/// two values of one kind (ids may be compared with texts).
int compare_cells(const cell& a, const cell& b);

} // namespace dovetail::sandbox::salesforce
