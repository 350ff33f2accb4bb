// SPDX-License-Identifier: Apache-2.0
#include <sandbox/instant.hpp>

#include <array>

namespace dovetail::sandbox {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 7> weekday_names{"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_digits(std::string& out, std::uint64_t value, int width)
{
    std::array<char, 20> digits{};
    for (int i = width - 1; i >= 0; --i) {
        digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    out.append(digits.data(), static_cast<std::size_t>(width));
}

void append_time_of_day(std::string& out, seconds since_midnight)
{
    const auto total = static_cast<std::uint64_t>(since_midnight.count());
    append_digits(out, total / 3600, 2);
    out += ':';
    append_digits(out, total / 60 % 60, 2);
    out += ':';
    append_digits(out, total % 60, 2);
}

/// Reads `count` digits at the front of `text` and removes them.
std::optional<int> take_digits(std::string_view& text, std::size_t count)
{
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, std::string_view expected)
{
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

std::optional<sys_days> take_date(std::string_view& text)
{
    const auto year = take_digits(text, 4);
    if (!year || !take(text, "-")) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, "-")) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

std::optional<seconds> take_time_of_day(std::string_view& text)
{
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second || *second > 59) return std::nullopt;
    return seconds{*hour * 3600 + *minute * 60 + *second};
}

std::optional<std::chrono::microseconds> take_fraction(std::string_view& text)
{
    if (!take(text, ".")) return std::chrono::microseconds{0};
    std::int64_t micros = 0;
    std::int64_t scale = 100'000;
    std::size_t used = 0;
    while (used < text.size() && text[used] >= '0' && text[used] <= '9') {
        micros += (text[used] - '0') * scale;
        scale /= 10;
        ++used;
    }
    if (used == 0) return std::nullopt;
    text.remove_prefix(used);
    return std::chrono::microseconds{micros};
}

std::optional<seconds> take_offset(std::string_view& text)
{
    if (take(text, "Z") || take(text, "z")) return seconds{0};
    const bool east = text.starts_with('+');
    if (!east && !text.starts_with('-')) return std::nullopt;
    text.remove_prefix(1);
    const auto hour = take_digits(text, 2);
    if (!hour) return std::nullopt;
    take(text, ":");
    const auto minute = take_digits(text, 2);
    if (!minute || *hour > 18 || *minute > 59) return std::nullopt;
    const seconds offset{*hour * 3600 + *minute * 60};
    return east ? offset : -offset;
}

} // namespace

void append_date(std::string& out, sys_days day)
{
    const std::chrono::year_month_day date{day};
    append_digits(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_digits(out, static_cast<unsigned>(date.day()), 2);
}

void append_salesforce_time(std::string& out, sys_seconds at)
{
    const auto day = floor<days>(at);
    append_date(out, day);
    out += 'T';
    append_time_of_day(out, at - day);
    out += ".000+0000";
}

void append_rfc3339(std::string& out, instant at)
{
    const auto day = floor<days>(at);
    const auto second = floor<seconds>(at);
    append_date(out, day);
    out += 'T';
    append_time_of_day(out, second - day);
    out += '.';
    append_digits(out, static_cast<std::uint64_t>((at - second).count()), 6);
    out += 'Z';
}

std::string http_date(sys_seconds at)
{
    const auto day = floor<days>(at);
    const std::chrono::year_month_day date{day};
    std::string out{weekday_names[std::chrono::weekday{day}.c_encoding()]};
    out += ", ";
    append_digits(out, static_cast<unsigned>(date.day()), 2);
    out += ' ';
    out += month_names[static_cast<unsigned>(date.month()) - 1];
    out += ' ';
    append_digits(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out += ' ';
    append_time_of_day(out, at - day);
    out += " GMT";
    return out;
}

std::optional<sys_seconds> parse_http_date(std::string_view text)
{
    if (text.size() != 29) return std::nullopt;
    text.remove_prefix(5); // the day of the week says nothing new
    const auto day = take_digits(text, 2);
    if (!day || !take(text, " ")) return std::nullopt;
    unsigned month = 0;
    while (month < month_names.size() && !text.starts_with(month_names[month]))
        ++month;
    if (month == month_names.size()) return std::nullopt;
    text.remove_prefix(4);
    const auto year = take_digits(text, 4);
    if (!year || !take(text, " ")) return std::nullopt;
    const auto time = take_time_of_day(text);
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{month + 1},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!time || text != " GMT" || !date.ok()) return std::nullopt;
    return sys_days{date} + *time;
}

std::optional<instant> parse_instant(std::string_view text)
{
    const auto day = take_date(text);
    if (!day || !take(text, "T")) return std::nullopt;
    const auto time = take_time_of_day(text);
    if (!time) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return instant{*day} + *time - *offset + *fraction;
}

std::optional<sys_days> parse_date(std::string_view text)
{
    const auto day = take_date(text);
    return text.empty() ? day : std::nullopt;
}

bool is_floating_time(std::string_view text)
{
    const auto day = take_date(text);
    if (!day || !take(text, "T")) return false;
    return take_time_of_day(text) && text.empty();
}

} // namespace dovetail::sandbox
