// SPDX-License-Identifier: Apache-2.0
// Dates and times of iCalendar (RFC 5545, 3.3.4 and 3.3.5) and those of records. No zone is ever
// needed: a day stays the day that is written, whatever zone its time is in.
#pragma once

#include "calendar_object.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace caldav {

/// "20270203T090000Z" in microseconds since the epoch; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> read_utc(std::string_view value);
[[nodiscard]] std::string write_utc(std::int64_t us);

/// When a task is due: a day alone, or a day with a time of day.
struct due_time
{
    std::int64_t day = 0; ///< since 1970-01-01
    std::string clock{};  ///< "09:00:00"; empty: a day alone
    bool is_utc = false;  ///< the clock is in UTC: the day in the person's zone may be another

    /// "2027-02-03", "2027-02-03T09:00:00" or "2027-02-03T09:00:00Z".
    [[nodiscard]] std::string text() const;
};

/// What a DUE or DTSTART says; nothing when it cannot be read.
[[nodiscard]] std::optional<due_time> read_due(const content_line& line);
/// The same from the text of a record, as text() writes it; seconds may be missing, fractions are
/// dropped.
[[nodiscard]] std::optional<due_time> read_due_text(std::string_view text);

/// Makes a task due then. A time without UTC keeps the zone of the task's present time (of DUE,
/// else of DTSTART). DUE has to have the form of DTSTART (RFC 5545, 3.8.2.3): a day alone becomes
/// its last second where DTSTART has a time. A DURATION goes: it must not stand beside DUE.
void set_due(calendar_object& task, const due_time& due);

} // namespace caldav
