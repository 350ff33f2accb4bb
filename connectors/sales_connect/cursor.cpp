// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"

#include <charconv>
#include <limits>

namespace dovetail::sales_connect {

namespace {

/// The layout's version; it is what a newer plugin looks at first.
constexpr std::string_view version = "sales-connect/1";

/// Layout: version, then for each position "\n" newest " " unsettled since " " size ":" cursor.
bool take(std::string_view& text, char expected) noexcept
{
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

template<class Number>
bool take_number(std::string_view& text, Number& out) noexcept
{
    const auto result = std::from_chars(text.data(), text.data() + text.size(), out);
    if (result.ec != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
    return true;
}

bool take_position(std::string_view& text, position& out)
{
    std::size_t size = 0;
    if (!take(text, '\n') || !take_number(text, out.newest_us)) return false;
    if (!take(text, ' ') || !take_number(text, out.unsettled_since_us)) return false;
    if (!take(text, ' ') || !take_number(text, size) || !take(text, ':')) return false;
    if (size > text.size()) return false;
    out.server_cursor = text.substr(0, size);
    text.remove_prefix(size);
    return true;
}

} // namespace

std::string write_cursor(const std::vector<position>& positions)
{
    std::string out(version);
    for (const auto& one : positions) {
        out += '\n';
        out += std::to_string(one.newest_us);
        out += ' ';
        out += std::to_string(one.unsettled_since_us);
        out += ' ';
        out += std::to_string(one.server_cursor.size());
        out += ':';
        out += one.server_cursor;
    }
    return out;
}

std::optional<std::vector<position>> read_cursor(std::string_view bytes)
{
    if (!bytes.starts_with(version)) return std::nullopt;
    bytes.remove_prefix(version.size());
    std::vector<position> out;
    while (!bytes.empty()) {
        if (!take_position(bytes, out.emplace_back())) return std::nullopt;
    }
    if (out.empty()) return std::nullopt;
    return out;
}

} // namespace dovetail::sales_connect
