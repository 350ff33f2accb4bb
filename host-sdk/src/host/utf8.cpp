// SPDX-License-Identifier: Apache-2.0
#include "utf8.hpp"

#include <cstdint>

namespace dovetail::host {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

struct sequence
{
    std::size_t length;
    unsigned char second_from = 0x80; ///< the range of the second byte: no overlong forms, no
    unsigned char second_to = 0xBF;   ///< surrogates, nothing above U+10FFFF (RFC 3629)
};

sequence expected(unsigned char lead) noexcept
{
    if (lead < 0x80) return {1};
    if (lead >= 0xC2 && lead <= 0xDF) return {2};
    if (lead == 0xE0) return {3, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return {3};
    if (lead == 0xF0) return {4, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return {4};
    if (lead == 0xF4) return {4, 0x80, 0x8F};
    return {0};
}

/// Length of the valid sequence that `text` begins with, or 0.
std::size_t valid_prefix(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const sequence wanted = expected(byte(0));
    if (wanted.length == 0 || wanted.length > text.size()) return 0;
    if (wanted.length >= 2 && (byte(1) < wanted.second_from || byte(1) > wanted.second_to))
        return 0;
    for (std::size_t at = 2; at < wanted.length; ++at) {
        if (byte(at) < 0x80 || byte(at) > 0xBF) return 0;
    }
    return wanted.length;
}

} // namespace

std::string clean_utf8(std::string_view text, std::size_t max_bytes)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t length = valid_prefix(text);
        const std::string_view piece = length ? text.substr(0, length) : replacement;
        if (out.size() + piece.size() > max_bytes) return out.append(ellipsis);
        out.append(piece);
        text.remove_prefix(length ? length : 1);
    }
    return out;
}

bool is_utf8(std::string_view text) noexcept
{
    while (!text.empty()) {
        if (static_cast<unsigned char>(text.front()) < 0x80) {
            text.remove_prefix(1);
            continue;
        }
        const std::size_t length = valid_prefix(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace dovetail::host
