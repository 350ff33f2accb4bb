// SPDX-License-Identifier: Apache-2.0
#include "surrogates.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>

namespace dovetail::sales_connect {

namespace {

constexpr std::size_t escape_size = 6; // \uXXXX

/// The code unit of a \u escape at `at`, or -1.
int code_unit(std::string_view json, std::size_t at) noexcept
{
    if (at + escape_size > json.size() || json[at] != '\\' || json[at + 1] != 'u') return -1;
    std::uint16_t unit = 0;
    const char* const end = json.data() + at + escape_size;
    const auto result = std::from_chars(json.data() + at + 2, end, unit, 16);
    return result.ec == std::errc{} && result.ptr == end ? unit : -1;
}

constexpr bool is_leading(int unit) noexcept
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}
constexpr bool is_trailing(int unit) noexcept
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

} // namespace

std::string replace_lone_surrogates(std::string_view json)
{
    std::string out;
    out.reserve(json.size());
    std::size_t at = 0;
    while (at < json.size()) {
        const int unit = code_unit(json, at);
        std::size_t size = 1;
        if (json[at] == '\\') size = 2; // an escaped backslash does not begin an escape
        if (unit >= 0) size = escape_size;
        const bool paired = is_leading(unit) && is_trailing(code_unit(json, at + escape_size));
        if (paired) size = 2 * escape_size;
        if (!paired && (is_leading(unit) || is_trailing(unit)))
            out += "\\uFFFD";
        else
            out += json.substr(at, size);
        at += size;
    }
    return out;
}

} // namespace dovetail::sales_connect
