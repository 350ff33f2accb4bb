// SPDX-License-Identifier: Apache-2.0
// Texts of users and servers on their way to a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::app {

/// One line that is safe to print: control characters (C0, DEL, C1), line and paragraph separators
/// and the marks that reorder text are written as escapes (`\n`, `\t`, `\x1b`, `\u202e`), so that
/// no text can move the cursor, change colours or forge a line. Bytes that are no UTF-8 become
/// U+FFFD.
std::string printable(std::string_view text);

/// Columns a terminal needs for a printable text: 2 for CJK and most emoji, 0 for combining marks,
/// variation selectors and whatever follows a zero-width joiner.
std::size_t display_width(std::string_view text);

/// The text, or as much of its beginning as fits into `columns` with an ellipsis at the end. Never
/// cuts inside a code point or between a base and its marks.
std::string shortened(std::string_view text, std::size_t columns);

/// The text with blanks after it up to `columns`; longer texts stay as they are.
std::string padded(std::string_view text, std::size_t columns);
/// As padded, with the blanks before it (numbers).
std::string padded_left(std::string_view text, std::size_t columns);

/// "1 task", "2 tasks".
std::string counted(std::size_t count, std::string_view singular);

/// 1234567 → "1,234,567".
std::string grouped(std::uint64_t number);

} // namespace dovetail::app
