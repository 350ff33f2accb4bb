// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/cell.hpp>

#include <algorithm>
#include <sandbox/instant.hpp>
#include <sandbox/json_text.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

constexpr std::size_t short_id_length = 15;

unsigned char fold(char c)
{
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

int compare_folded(std::string_view a, std::string_view b)
{
    const auto common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i)
        if (const int difference = fold(a[i]) - fold(b[i])) return difference;
    return a.size() < b.size() ? -1 : (a.size() > b.size() ? 1 : 0);
}

} // namespace

void append_cell(std::string& out, const cell& value)
{
    switch (value.kind) {
    case cell_kind::null:
        out += "null";
        return;
    case cell_kind::boolean:
        out += value.number != 0 ? "true" : "false";
        return;
    case cell_kind::integer:
        out += std::to_string(value.number);
        return;
    case cell_kind::id:
        out += '"';
        out += value.text;
        out += '"';
        return;
    case cell_kind::text:
        append_json_string(out, value.text);
        return;
    case cell_kind::day:
        out += '"';
        append_date(out, std::chrono::sys_days{std::chrono::days{value.number}});
        out += '"';
        return;
    case cell_kind::time:
        out += '"';
        append_salesforce_time(out, std::chrono::sys_seconds{std::chrono::seconds{value.number}});
        out += '"';
        return;
    }
}

int compare_cells(const cell& a, const cell& b)
{
    if (a.kind == cell_kind::id)
        return a.text.substr(0, short_id_length).compare(b.text.substr(0, short_id_length));
    if (a.kind == cell_kind::text) return compare_folded(a.text, b.text);
    return a.number < b.number ? -1 : (a.number > b.number ? 1 : 0);
}

} // namespace dovetail::sandbox::salesforce
