// SPDX-License-Identifier: Apache-2.0
// UTF-8, one code point at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dovetail::task_mapping {

/// One step through bytes that claim to be UTF-8.
struct code_point
{
    char32_t value;   ///< meaningless unless `valid`
    std::size_t size; ///< bytes it takes: at least 1; of a malformed one, its maximal subpart
    bool valid;
};

/// The code point that begins at `at`, which is below text.size(). Strict: no overlong forms, no
/// surrogates, nothing above U+10FFFF. A malformed sequence is as long as Unicode recommends for
/// replacing it by one U+FFFD.
code_point decode(std::string_view text, std::size_t at) noexcept;

/// Where the code point before `at` begins; `text` is well-formed and `at` above 0.
std::size_t previous(std::string_view text, std::size_t at) noexcept;

/// Whether a code point belongs to the character before it: combining marks, variation selectors,
/// emoji modifiers and the zero-width joiner. The common ranges, not the whole of Unicode's table:
/// a missing one only lets a mark be cut off, never a code point.
bool extends_previous(char32_t value) noexcept;

inline constexpr char32_t zero_width_joiner = 0x200D;

} // namespace dovetail::task_mapping
