// SPDX-License-Identifier: Apache-2.0
#include "calendar_date.hpp"

#include <chrono>

namespace dovetail::task_mapping {

namespace {

constexpr std::size_t date_size = 10;

constexpr bool is_digit(char byte) noexcept
{
    return byte >= '0' && byte <= '9';
}

/// The number in exactly `count` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) noexcept
{
    if (at + count > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (!is_digit(text[i])) return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<day_number> read_day(std::string_view text) noexcept
{
    if (text.size() < date_size || text[4] != '-' || text[7] != '-') return std::nullopt;
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    if (year < 1 || month < 1 || day < 1) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

/// How many bytes of `text` are a clock: 5, 8, or more with a fraction; 0: none.
std::size_t clock_size(std::string_view text) noexcept
{
    const int hour = digits(text, 0, 2);
    if (hour < 0 || hour > 23 || text.size() < 5 || text[2] != ':') return 0;
    const int minute = digits(text, 3, 2);
    if (minute < 0 || minute > 59) return 0;
    if (text.size() < 6 || text[5] != ':') return 5;
    const int second = digits(text, 6, 2);
    if (second < 0 || second > 60) return 0;
    if (text.size() < 9 || text[8] != '.') return 8;
    std::size_t end = 9;
    while (end < text.size() && is_digit(text[end]))
        ++end;
    return end == 9 ? 0 : end;
}

bool is_offset(std::string_view text) noexcept
{
    if (text == "Z" || text == "z") return true;
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return false;
    if (digits(text, 1, 2) < 0) return false;
    if (text.size() == 3) return true;
    const std::size_t minutes = text[3] == ':' ? 4 : 3;
    return text.size() == minutes + 2 && digits(text, minutes, 2) >= 0;
}

} // namespace

std::optional<due_text> read_due(std::string_view text) noexcept
{
    const auto day = read_day(text);
    if (!day) return std::nullopt;
    due_text due{*day, {}, {}};
    if (text.size() == date_size) return due;
    const char separator = text[date_size];
    if (separator != 'T' && separator != 't' && separator != ' ') return std::nullopt;
    text.remove_prefix(date_size + 1);
    const auto size = clock_size(text);
    if (size == 0) return std::nullopt;
    due.clock = text.substr(0, size);
    due.offset = text.substr(size);
    if (!due.offset.empty() && !is_offset(due.offset)) return std::nullopt;
    return due;
}

std::optional<std::array<char, 10>> write_day(day_number day) noexcept
{
    using namespace std::chrono;
    constexpr day_number first = sys_days{year{1} / January / 1}.time_since_epoch().count();
    constexpr day_number last = sys_days{year{9999} / December / 31}.time_since_epoch().count();
    if (day < first || day > last) return std::nullopt;
    const year_month_day date{sys_days{days{static_cast<int>(day)}}};
    const auto put = [](char* out, unsigned value, int count) {
        for (; count > 0; value /= 10)
            out[--count] = static_cast<char>('0' + value % 10);
    };
    std::array<char, date_size> out{};
    put(out.data(), static_cast<unsigned>(static_cast<int>(date.year())), 4);
    put(out.data() + 5, static_cast<unsigned>(date.month()), 2);
    put(out.data() + 8, static_cast<unsigned>(date.day()), 2);
    out[4] = out[7] = '-';
    return out;
}

} // namespace dovetail::task_mapping
