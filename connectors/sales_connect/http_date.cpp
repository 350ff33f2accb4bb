// SPDX-License-Identifier: Apache-2.0
#include "http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace dovetail::sales_connect {

namespace {

constexpr std::size_t date_size = 29;

/// A server that asks for more is asked again after a day: it may have meant milliseconds.
constexpr std::uint64_t longest_delay_ms = 86'400'000;

int number(std::string_view text, std::size_t at, std::size_t digits) noexcept
{
    int value = -1;
    const char* const begin = text.data() + at;
    const auto result = std::from_chars(begin, begin + digits, value);
    return result.ec == std::errc{} && result.ptr == begin + digits ? value : -1;
}

std::optional<unsigned> month_of(std::string_view name) noexcept
{
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto* const found = std::find(months.begin(), months.end(), name);
    if (found == months.end()) return std::nullopt;
    return static_cast<unsigned>(found - months.begin()) + 1;
}

} // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text) noexcept
{
    using namespace std::chrono;
    if (text.size() != date_size || !text.ends_with(" GMT")) return std::nullopt;
    const auto name = month_of(text.substr(8, 3));
    const int year_number = number(text, 12, 4);
    const int day_number = number(text, 5, 2);
    const int hour = number(text, 17, 2);
    const int minute = number(text, 20, 2);
    const int second = number(text, 23, 2);
    if (!name || year_number < 0 || day_number < 1 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60)
        return std::nullopt;
    const year_month_day date{year{year_number}, month{*name},
                              day{static_cast<unsigned>(day_number)}};
    if (!date.ok()) return std::nullopt;
    const auto instant = sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
    return duration_cast<microseconds>(instant.time_since_epoch()).count();
}

std::uint64_t retry_after_ms(std::string_view header, std::int64_t now_us) noexcept
{
    std::uint64_t seconds = 0;
    const auto result = std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (!header.empty() && result.ptr == header.data() + header.size()) {
        if (result.ec != std::errc{}) return longest_delay_ms;
        return std::min(seconds, longest_delay_ms / 1000) * 1000;
    }
    const auto until = parse_http_date(header);
    if (!until || *until <= now_us) return 0;
    return std::min(static_cast<std::uint64_t>(*until - now_us) / 1000, longest_delay_ms);
}

} // namespace dovetail::sales_connect
