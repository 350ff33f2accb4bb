// SPDX-License-Identifier: Apache-2.0
// Calendar dates as texts. No time zone is ever applied here, so no date can shift (F5).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::task_mapping {

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
using day_number = std::int64_t;

/// A due text in its parts; the views lie in the text it was read from.
struct due_text
{
    day_number day = 0;
    std::string_view clock;  ///< "HH:MM", "HH:MM:SS" or with a fraction, as written; may be empty
    std::string_view offset; ///< "Z", "+hh:mm", "+hhmm" or "+hh"; empty: floating
};

/// Reads "YYYY-MM-DD" with years 0001 to 9999, alone or followed by 'T' or a blank, a clock and
/// perhaps an offset. No value: it is none of these, or no such day or time of day exists.
std::optional<due_text> read_due(std::string_view text) noexcept;

/// "YYYY-MM-DD", or no value outside of years 0001 to 9999.
std::optional<std::array<char, 10>> write_day(day_number day) noexcept;

} // namespace dovetail::task_mapping
