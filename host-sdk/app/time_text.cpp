// SPDX-License-Identifier: Apache-2.0
#include "app/time_text.hpp"

#include <fmt/format.h>

#include <ctime>

namespace dovetail::app {
namespace {

namespace chrono = std::chrono;
using days = chrono::duration<std::int64_t, std::ratio<86'400>>;

chrono::microseconds::rep second_of(sync::instant_us at)
{
    return chrono::floor<chrono::seconds>(chrono::microseconds(at)).count();
}

std::tm local_parts(sync::instant_us at)
{
    const auto seconds = static_cast<std::time_t>(second_of(at));
    std::tm parts{};
    localtime_r(&seconds, &parts);
    return parts;
}

} // namespace

sync::instant_us now_us()
{
    return chrono::duration_cast<chrono::microseconds>(
               chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string rfc3339(sync::instant_us at)
{
    if (at == 0) return {};
    const auto seconds = static_cast<std::time_t>(second_of(at));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    const auto fraction = at - second_of(at) * 1'000'000;
    auto text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                    parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    if (fraction != 0) text += fmt::format(".{:06}", fraction);
    return text + "Z";
}

std::string local_time(sync::instant_us at, sync::instant_us now)
{
    if (at == 0) return "never";
    const auto then = local_parts(at);
    const auto today = local_parts(now);
    if (then.tm_year == today.tm_year && then.tm_yday == today.tm_yday)
        return fmt::format("{:02}:{:02}:{:02}", then.tm_hour, then.tm_min, then.tm_sec);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", then.tm_year + 1900, then.tm_mon + 1,
                       then.tm_mday, then.tm_hour, then.tm_min);
}

std::string age(sync::instant_us at, sync::instant_us now)
{
    if (at == 0) return "never";
    const auto passed = chrono::microseconds(now - at);
    if (passed < chrono::seconds(1)) return "just now";
    if (passed < chrono::minutes(2))
        return fmt::format("{} s ago", chrono::floor<chrono::seconds>(passed).count());
    if (passed < chrono::hours(2))
        return fmt::format("{} min ago", chrono::floor<chrono::minutes>(passed).count());
    if (passed < days(2))
        return fmt::format("{} h ago", chrono::floor<chrono::hours>(passed).count());
    return fmt::format("{} d ago", chrono::floor<days>(passed).count());
}

std::string span(chrono::milliseconds length)
{
    if (length < chrono::seconds(10))
        return fmt::format("{:.1f} s", static_cast<double>(length.count()) / 1000.0);
    const auto seconds = chrono::round<chrono::seconds>(length).count();
    if (seconds < 60) return fmt::format("{} s", seconds);
    if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    const auto minutes = seconds / 60;
    if (minutes < 24 * 60) return fmt::format("{} h {} min", minutes / 60, minutes % 60);
    return fmt::format("{} d {} h", minutes / (24 * 60), minutes / 60 % 24);
}

std::string date(std::int64_t since_epoch)
{
    const auto seconds = static_cast<std::time_t>(since_epoch * 86'400);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

} // namespace dovetail::app
