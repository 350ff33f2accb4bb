// SPDX-License-Identifier: Apache-2.0
#include "backoff.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <string>

namespace dovetail::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A year: longer waits are mistakes of the server.
constexpr seconds longest_retry_after{366 * 24 * 3600};

std::optional<seconds> parse_seconds(std::string_view value)
{
    std::int64_t count = 0;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), count);
    if (fault != std::errc{} || end != value.data() + value.size() || count < 0) return {};
    return std::min(seconds{count}, longest_retry_after);
}

std::optional<std::time_t> parse_http_date(const std::string& value)
{
    // IMF-fixdate, RFC 850 and asctime (RFC 9110 section 5.6.7). The C locale names days in
    // English.
    for (const char* form :
         {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
        std::tm parts{};
        const char* end = ::strptime(value.c_str(), form, &parts);
        if (end && *end == '\0') return ::timegm(&parts);
    }
    return {};
}

} // namespace

milliseconds backoff(std::uint32_t attempt, milliseconds first, milliseconds cap, double chance)
{
    const double bound = std::min(
        static_cast<double>(cap.count()),
        std::ldexp(static_cast<double>(first.count()), static_cast<int>(std::min(attempt, 62u))));
    return milliseconds{static_cast<std::int64_t>(bound * std::clamp(chance, 0.0, 1.0))};
}

std::optional<milliseconds> parse_retry_after(std::string_view value,
                                              std::chrono::system_clock::time_point now)
{
    const auto first = value.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    value = value.substr(first, value.find_last_not_of(" \t") - first + 1);

    if (const auto wait = parse_seconds(value)) return *wait;
    if (const auto date = parse_http_date(std::string(value))) {
        const auto wait = std::chrono::system_clock::from_time_t(*date) - now;
        if (wait > longest_retry_after) return longest_retry_after;
        return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(wait));
    }
    return {};
}

} // namespace dovetail::http
