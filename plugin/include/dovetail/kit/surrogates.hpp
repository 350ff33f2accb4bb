// SPDX-License-Identifier: Apache-2.0
// Halves of surrogate pairs that stand alone in a JSON text.
#pragma once

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::kit {

namespace detail {

/// Length of "\uXXXX".
inline constexpr std::size_t escape_size = 6;

/// The code unit of the escape at `at`; 0 if there is none.
inline unsigned code_unit(std::string_view json, std::size_t at)
{
    if (at + escape_size > json.size() || json[at] != '\\' || json[at + 1] != 'u') return 0;
    unsigned unit = 0;
    const char* const digits = json.data() + at + 2;
    const auto [end, error] = std::from_chars(digits, digits + 4, unit, 16);
    return error == std::errc{} && end == digits + 4 ? unit : 0;
}

inline bool is_leading(unsigned unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}
inline bool is_trailing(unsigned unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

} // namespace detail

/// `json` with every escape \uD800 to \uDFFF that is no half of a pair replaced by \uFFFD. Such
/// text is no Unicode, so the parser refuses it; programs that cut UTF-16 anywhere send it.
[[nodiscard]] inline std::string replace_lone_surrogates(std::string_view json)
{
    using namespace detail;
    std::string out;
    out.reserve(json.size());
    for (std::size_t at = 0; at < json.size();) {
        if (json[at] != '\\') {
            out += json[at++];
            continue;
        }
        const unsigned unit = code_unit(json, at);
        if (is_leading(unit) && is_trailing(code_unit(json, at + escape_size))) {
            out += json.substr(at, 2 * escape_size);
            at += 2 * escape_size;
        } else if (is_leading(unit) || is_trailing(unit)) {
            out += "\\uFFFD";
            at += escape_size;
        } else // any other escape, of which "\\" must not be mistaken for the start of the next
        {
            out += json.substr(at, 2);
            at += 2;
        }
    }
    return out;
}

} // namespace dovetail::kit
