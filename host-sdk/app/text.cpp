// SPDX-License-Identifier: Apache-2.0
#include "app/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace dovetail::app {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t joiner = 0x200D;

struct decoded
{
    char32_t code_point;
    std::size_t size; ///< bytes
};

bool is_continuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The first code point; a byte that begins none counts as U+FFFD of one byte.
decoded decode(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return {first, 1};
    const std::size_t size = first >= 0xF0 && first < 0xF5   ? 4
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xC2 && first < 0xE0 ? 2
                                                             : 0;
    if (size == 0 || text.size() < size) return {replacement, 1};
    char32_t value = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (!is_continuation(text[i])) return {replacement, 1};
        value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least[size] || value > 0x10FFFF || surrogate) return {replacement, 1};
    return {value, size};
}

struct range
{
    char32_t first;
    char32_t last;
};

template<std::size_t size>
bool contains(const std::array<range, size>& sorted, char32_t code_point)
{
    const auto after =
        std::upper_bound(sorted.begin(), sorted.end(), code_point,
                         [](char32_t value, const range& entry) { return value < entry.first; });
    return after != sorted.begin() && code_point <= std::prev(after)->last;
}

// The blocks that matter in people's texts, not the whole of Unicode: a column too many or too few
// in a rare script is a crooked table, no more.
constexpr std::array<range, 30> zero_width{{
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x05BF, 0x05BF},   {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A},   {0x064B, 0x065F},   {0x0670, 0x0670},
    {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x0900, 0x0902},   {0x093A, 0x093A},   {0x093C, 0x093C},
    {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D},   {0x20D0, 0x20FF},   {0x3099, 0x309A},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0020, 0xE007F}, {0xE0100, 0xE01EF},
}};

constexpr std::array<range, 34> double_width{{
    {0x1100, 0x115F}, {0x231A, 0x231B}, {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3}, {0x25FD, 0x25FE}, {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693}, {0x26A1, 0x26A1}, {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26D4, 0x26D4},
    {0x2705, 0x2705}, {0x270A, 0x270B}, {0x2728, 0x2728},   {0x274C, 0x274C},   {0x2753, 0x2755},
    {0x2795, 0x2797}, {0x2B1B, 0x2B1C}, {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD},
}};

std::size_t width_of(char32_t code_point)
{
    if (code_point < 0x300) return 1;
    if (contains(zero_width, code_point)) return 0;
    return contains(double_width, code_point) ? 2 : 1;
}

/// Whether a character would do something to the terminal or to the order of what it shows.
bool is_control(char32_t value)
{
    const bool c0_or_c1 = value < 0x20 || (value >= 0x7F && value < 0xA0);
    const bool separates = value == 0x2028 || value == 0x2029;
    const bool reorders = value == 0x200E || value == 0x200F || value == 0x061C ||
                          (value >= 0x202A && value <= 0x202E) ||
                          (value >= 0x2066 && value <= 0x2069);
    return c0_or_c1 || separates || reorders || value == 0xFEFF;
}

std::string escaped(char32_t value)
{
    switch (value) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    const auto number = static_cast<std::uint32_t>(value);
    return number < 0x100 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{:04x}", number);
}

} // namespace

std::string printable(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const auto [value, size] = decode(text);
        if (is_control(value)) {
            safe += escaped(value);
        } else if (value == replacement) {
            safe += "\xEF\xBF\xBD";
        } else {
            safe += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
    return safe;
}

std::size_t display_width(std::string_view text)
{
    std::size_t columns = 0;
    bool joined = false;
    while (!text.empty()) {
        const auto [value, size] = decode(text);
        if (!joined) columns += width_of(value);
        joined = value == joiner;
        text.remove_prefix(size);
    }
    return columns;
}

std::string shortened(std::string_view text, std::size_t columns)
{
    if (display_width(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::size_t used = 0;
    std::size_t bytes = 0;
    bool joined = false;
    while (bytes < text.size()) {
        const auto [value, size] = decode(text.substr(bytes));
        const std::size_t width = joined ? 0 : width_of(value);
        if (used + width > columns - 1) break; // one column is the ellipsis's
        used += width;
        bytes += size;
        joined = value == joiner;
    }
    return std::string(text.substr(0, bytes)) + "…";
}

std::string padded(std::string_view text, std::size_t columns)
{
    std::string result(text);
    const auto width = display_width(text);
    if (width < columns) result.append(columns - width, ' ');
    return result;
}

std::string padded_left(std::string_view text, std::size_t columns)
{
    const auto width = display_width(text);
    std::string result(width < columns ? columns - width : 0, ' ');
    result += text;
    return result;
}

std::string counted(std::size_t count, std::string_view singular)
{
    return fmt::format("{} {}{}", grouped(count), singular, count == 1 ? "" : "s");
}

std::string grouped(std::uint64_t number)
{
    auto digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3)
        digits.insert(place - 3, ",");
    return digits;
}

} // namespace dovetail::app
