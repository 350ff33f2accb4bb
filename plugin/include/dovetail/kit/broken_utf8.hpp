// SPDX-License-Identifier: Apache-2.0
// Bytes of a server's text that are no UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::kit {

namespace detail {

/// Length of the character that `text` begins with, or 0 if those bytes are no UTF-8 (RFC 3629: no
/// overlong forms, no surrogates, nothing above U+10FFFF). Precondition: it is not empty.
inline std::size_t character_size(std::string_view text)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || size > text.size()) return 0;
    const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < least || byte(1) > most) return 0;
    for (std::size_t at = 2; at < size; ++at)
        if (byte(at) < 0x80 || byte(at) > 0xBF) return 0;
    return size;
}

} // namespace detail

/// `text` with every byte that is no part of a character replaced by U+FFFD: what crosses the
/// contract is UTF-8, and one broken record must not stop the page it is on.
[[nodiscard]] inline std::string replace_broken_utf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = detail::character_size(text);
        out += size == 0 ? std::string_view{"\xEF\xBF\xBD"} : text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

} // namespace dovetail::kit
