// SPDX-License-Identifier: Apache-2.0
// Dates and instants as servers write them, to and from the contract's numbers. No clock, no zone
// data: calendar arithmetic alone (proleptic Gregorian).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::kit {

namespace detail {

/// Reads exactly `digits` decimal digits off the front of `text`. Pages are full of instants: the
/// number of digits is known to the compiler, which unrolls the loop.
template<std::size_t digits>
[[nodiscard]] constexpr std::optional<int> take_number(std::string_view& text) noexcept
{
    if (text.size() < digits) return std::nullopt;
    unsigned number = 0;
    bool all_digits = true;
    for (std::size_t at = 0; at < digits; ++at) {
        const unsigned digit = static_cast<unsigned char>(text[at]) - unsigned{'0'};
        all_digits = all_digits && digit <= 9;
        number = number * 10 + digit;
    }
    if (!all_digits) return std::nullopt;
    text.remove_prefix(digits);
    return static_cast<int>(number);
}

[[nodiscard]] constexpr bool take(std::string_view& text, char expected) noexcept
{
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

/// yyyy-mm-dd off the front of `text`, as days since the epoch.
[[nodiscard]] constexpr std::optional<std::int64_t> take_date(std::string_view& text) noexcept
{
    const auto year = take_number<4>(text);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_number<2>(text);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_number<2>(text);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

/// The fraction of a second after its point, in microseconds; finer digits are dropped.
[[nodiscard]] constexpr std::optional<std::int64_t> take_fraction(std::string_view& text) noexcept
{
    std::int64_t us = 0;
    std::int64_t unit = 100'000;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
        us += unit * (text.front() - '0');
        unit /= 10;
        ++digits;
    }
    return digits == 0 ? std::nullopt : std::optional{us};
}

/// `Z`, `+hh:mm`, `+hhmm` or `+hh`, in minutes east.
[[nodiscard]] constexpr std::optional<int> take_offset(std::string_view& text) noexcept
{
    if (take(text, 'Z') || take(text, 'z')) return 0;
    const int sign = text.starts_with('-') ? -1 : 1;
    if (!take(text, '+') && !take(text, '-')) return std::nullopt;
    const auto hours = take_number<2>(text);
    if (!hours) return std::nullopt;
    if (text.empty()) return sign * *hours * 60;
    (void)take(text, ':');
    const auto minutes = take_number<2>(text);
    if (!minutes) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}

inline void append_number(std::string& out, std::int64_t number, std::size_t digits)
{
    std::string text = std::to_string(number);
    if (text.size() < digits) out.append(digits - text.size(), '0');
    out += text;
}

inline constexpr std::array<std::string_view, 12> month_names{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// hh:mm:ss off the front of `text`, as seconds of the day.
[[nodiscard]] constexpr std::optional<std::int64_t> take_time(std::string_view& text) noexcept
{
    const auto hour = take_number<2>(text);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_number<2>(text);
    if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
    const auto second = take_number<2>(text);
    if (!second || *second > 60) return std::nullopt;
    return *hour * 3'600 + *minute * 60 + *second;
}

} // namespace detail

inline constexpr std::int64_t us_per_second = 1'000'000;
inline constexpr std::int64_t us_per_day = 86'400 * us_per_second;

/// yyyy-mm-dd as days since 1970-01-01; nothing if it is no such date.
[[nodiscard]] constexpr std::optional<std::int64_t> parse_date(std::string_view text) noexcept
{
    const auto days = detail::take_date(text);
    return text.empty() ? days : std::nullopt;
}

/// An ISO 8601 instant with an offset (yyyy-mm-ddThh:mm:ss[.fraction](Z|±hh[[:]mm])) in
/// microseconds since the epoch; nothing if it is no such instant. Seconds may be 60 (a leap
/// second).
[[nodiscard]] constexpr std::optional<std::int64_t> parse_instant(std::string_view text) noexcept
{
    const auto days = detail::take_date(text);
    if (!days || !(detail::take(text, 'T') || detail::take(text, ' '))) return std::nullopt;
    const auto time = detail::take_time(text);
    if (!time) return std::nullopt;
    std::int64_t fraction = 0;
    if (detail::take(text, '.')) {
        const auto read = detail::take_fraction(text);
        if (!read) return std::nullopt;
        fraction = *read;
    }
    const auto offset = detail::take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    const std::int64_t seconds = *days * 86'400 + *time - *offset * std::int64_t{60};
    return seconds * us_per_second + fraction;
}

/// `days` since 1970-01-01 as yyyy-mm-dd.
[[nodiscard]] inline std::string format_date(std::int64_t days)
{
    const std::chrono::year_month_day date{
        std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
    std::string out;
    detail::append_number(out, static_cast<int>(date.year()), 4);
    out += '-';
    detail::append_number(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    detail::append_number(out, static_cast<unsigned>(date.day()), 2);
    return out;
}

namespace detail {

struct split_instant
{
    std::int64_t days;
    std::int64_t us_of_day;
};
[[nodiscard]] constexpr split_instant split(std::int64_t us) noexcept
{
    const std::int64_t rest = ((us % us_per_day) + us_per_day) % us_per_day;
    return {(us - rest) / us_per_day, rest};
}

inline void append_time(std::string& out, std::int64_t us_of_day)
{
    const std::int64_t second = us_of_day / us_per_second;
    append_number(out, second / 3'600, 2);
    out += ':';
    append_number(out, second / 60 % 60, 2);
    out += ':';
    append_number(out, second % 60, 2);
}

} // namespace detail

/// `us` since the epoch as yyyy-mm-ddThh:mm:ss[.ffffff]Z; the fraction only when there is one, in
/// milliseconds when these suffice.
[[nodiscard]] inline std::string format_instant(std::int64_t us)
{
    const auto [days, us_of_day] = detail::split(us);
    std::string out = format_date(days);
    out += 'T';
    detail::append_time(out, us_of_day);
    const std::int64_t fraction = us_of_day % us_per_second;
    if (fraction != 0) {
        out += '.';
        const bool fine = fraction % 1'000 != 0;
        detail::append_number(out, fine ? fraction : fraction / 1'000, fine ? 6 : 3);
    }
    out += 'Z';
    return out;
}

/// `us` since the epoch as HTTP writes it: "Fri, 01 May 2026 07:25:37 GMT" (RFC 9110, 5.6.7). The
/// fraction of a second is dropped.
[[nodiscard]] inline std::string format_http_date(std::int64_t us)
{
    static constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed",
                                                              "Thu", "Fri", "Sat"};
    const auto [days, us_of_day] = detail::split(us);
    const std::chrono::sys_days date{std::chrono::days{static_cast<int>(days)}};
    const std::chrono::year_month_day parts{date};
    std::string out{weekdays[std::chrono::weekday{date}.c_encoding()]};
    out += ", ";
    detail::append_number(out, static_cast<unsigned>(parts.day()), 2);
    out += ' ';
    out += detail::month_names[static_cast<unsigned>(parts.month()) - 1];
    out += ' ';
    detail::append_number(out, static_cast<int>(parts.year()), 4);
    out += ' ';
    detail::append_time(out, us_of_day);
    out += " GMT";
    return out;
}

/// The instant of such an HTTP date; nothing for the two obsolete forms and for anything else.
[[nodiscard]] constexpr std::optional<std::int64_t> parse_http_date(std::string_view text) noexcept
{
    if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT"))
        return std::nullopt;
    int month = 1;
    for (const std::string_view name : detail::month_names) {
        if (text.substr(8, 3) == name) break;
        ++month;
    }
    std::string_view day_text = text.substr(5, 2);
    std::string_view year_text = text.substr(12, 4);
    std::string_view time_text = text.substr(17, 8);
    const auto day = detail::take_number<2>(day_text);
    const auto year = detail::take_number<4>(year_text);
    const auto time = detail::take_time(time_text);
    if (!day || !year || !time || month > 12) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    return (days * 86'400 + *time) * us_per_second;
}

} // namespace dovetail::kit
