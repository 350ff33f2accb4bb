// SPDX-License-Identifier: Apache-2.0
// The lines of iCalendar (RFC 5545, 3.1): read without losing a byte, and written.
//
// Debian has a library for iCalendar, libical. It is not used here: it reads time zones from files,
// and what it writes is not what it read (folding, order of parameters, values it does not like),
// while a program that changes one property of somebody's task has to give back all the others as
// they were.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caldav {

/// One line with its continuations.
struct content_line
{
    std::string raw;          ///< as it stands in the text, folds and line end included
    std::string name{};       ///< in upper case; empty: it is no content line (kept as it is)
    std::string parameters{}; ///< as written, from the first ';' on: ";TZID=Europe/Berlin"
    std::string value{};      ///< as written, i.e. escaped
};

[[nodiscard]] std::vector<content_line> read_lines(std::string_view text);

/// A new line, folded at 75 bytes between characters, with CRLF.
[[nodiscard]] content_line make_line(std::string_view name, std::string_view parameters,
                                     std::string_view value);

/// The value of a parameter without quotes; nothing when the line has none of that upper-case name.
[[nodiscard]] std::optional<std::string> parameter(const content_line& line, std::string_view name);
/// The parameters of a line but for one.
[[nodiscard]] std::string parameters_without(const content_line& line, std::string_view name);

/// TEXT (RFC 5545, 3.3.11): what a person wrote, from and to the form with backslashes. Control
/// characters, which no calendar can hold, are left out; every kind of line break becomes "\n".
[[nodiscard]] std::string unescaped(std::string_view value);
[[nodiscard]] std::string escaped(std::string_view text);

} // namespace caldav
