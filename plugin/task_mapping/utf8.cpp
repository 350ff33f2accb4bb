// SPDX-License-Identifier: Apache-2.0
#include "utf8.hpp"

#include <algorithm>
#include <array>

namespace dovetail::task_mapping {

namespace {

/// What may follow a leading byte: how many bytes, and the range of the first one of them (the
/// others are always 80..BF). Unicode 15, table 3-7.
struct lead
{
    std::uint8_t more;
    std::uint8_t low;
    std::uint8_t high;
    std::uint8_t bits;
};

constexpr lead lead_of(std::uint8_t byte) noexcept
{
    if (byte < 0x80) return {0, 0, 0, byte};
    if (byte < 0xC2) return {0, 1, 0, 0};
    if (byte < 0xE0) return {1, 0x80, 0xBF, static_cast<std::uint8_t>(byte & 0x1F)};
    if (byte < 0xF0) {
        const std::uint8_t low = byte == 0xE0 ? 0xA0 : 0x80;
        const std::uint8_t high = byte == 0xED ? 0x9F : 0xBF;
        return {2, low, high, static_cast<std::uint8_t>(byte & 0x0F)};
    }
    if (byte < 0xF5) {
        const std::uint8_t low = byte == 0xF0 ? 0x90 : 0x80;
        const std::uint8_t high = byte == 0xF4 ? 0x8F : 0xBF;
        return {3, low, high, static_cast<std::uint8_t>(byte & 0x07)};
    }
    return {0, 1, 0, 0};
}

struct range
{
    char32_t first;
    char32_t last;
};

/// Sorted. Combining marks of the scripts in wide use, and what emoji are composed with.
constexpr std::array extending = {
    range{0x0300, 0x036F},   range{0x0483, 0x0489},   range{0x0591, 0x05BD},
    range{0x05BF, 0x05BF},   range{0x05C1, 0x05C2},   range{0x05C4, 0x05C5},
    range{0x0610, 0x061A},   range{0x064B, 0x065F},   range{0x0670, 0x0670},
    range{0x06D6, 0x06DC},   range{0x06DF, 0x06E4},   range{0x0900, 0x0903},
    range{0x093A, 0x093C},   range{0x093E, 0x094F},   range{0x0981, 0x0983},
    range{0x09BC, 0x09BC},   range{0x09BE, 0x09CD},   range{0x0A3C, 0x0A4D},
    range{0x0ABC, 0x0ABC},   range{0x0ABE, 0x0ACD},   range{0x0B3E, 0x0B4D},
    range{0x0BBE, 0x0BCD},   range{0x0C3E, 0x0C4D},   range{0x0CBE, 0x0CCD},
    range{0x0D3E, 0x0D4D},   range{0x0E31, 0x0E31},   range{0x0E34, 0x0E3A},
    range{0x0E47, 0x0E4E},   range{0x1AB0, 0x1AFF},   range{0x1DC0, 0x1DFF},
    range{0x200D, 0x200D},   range{0x20D0, 0x20FF},   range{0x302A, 0x302F},
    range{0x3099, 0x309A},   range{0xFE00, 0xFE0F},   range{0xFE20, 0xFE2F},
    range{0x1F3FB, 0x1F3FF}, range{0xE0020, 0xE007F}, range{0xE0100, 0xE01EF},
};

} // namespace

code_point decode(std::string_view text, std::size_t at) noexcept
{
    const auto first = lead_of(static_cast<std::uint8_t>(text[at]));
    if (first.more == 0) return {first.bits, 1, first.low == 0};
    char32_t value = first.bits;
    for (std::size_t step = 1; step <= first.more; ++step) {
        if (at + step >= text.size()) return {0, step, false};
        const auto byte = static_cast<std::uint8_t>(text[at + step]);
        const std::uint8_t low = step == 1 ? first.low : 0x80;
        const std::uint8_t high = step == 1 ? first.high : 0xBF;
        if (byte < low || byte > high) return {0, step, false};
        value = (value << 6) | (byte & 0x3Fu);
    }
    return {value, std::size_t{first.more} + 1, true};
}

std::size_t previous(std::string_view text, std::size_t at) noexcept
{
    do
        --at;
    while (at > 0 && (static_cast<std::uint8_t>(text[at]) & 0xC0u) == 0x80u);
    return at;
}

bool extends_previous(char32_t value) noexcept
{
    if (value < extending.front().first) return false;
    const auto* const found = std::lower_bound(
        extending.begin(), extending.end(), value,
        [](const range& candidate, char32_t wanted) { return candidate.last < wanted; });
    return found != extending.end() && value >= found->first;
}

} // namespace dovetail::task_mapping
