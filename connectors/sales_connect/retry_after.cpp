// SPDX-License-Identifier: Apache-2.0
#include "retry_after.hpp"

#include <dovetail/kit/instant.hpp>

#include <algorithm>
#include <charconv>

namespace dovetail::sales_connect {

namespace {

/// A server that asks for more is asked again after a day: it may have meant milliseconds.
constexpr std::uint64_t longest_delay_ms = 86'400'000;

} // namespace

std::uint64_t retry_after_ms(std::string_view header, std::int64_t now_us) noexcept
{
    std::uint64_t seconds = 0;
    const auto result = std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (!header.empty() && result.ptr == header.data() + header.size()) {
        if (result.ec != std::errc{}) return longest_delay_ms;
        return std::min(seconds, longest_delay_ms / 1000) * 1000;
    }
    const auto until = kit::parse_http_date(header);
    if (!until || *until <= now_us) return 0;
    return std::min(static_cast<std::uint64_t>(*until - now_us) / 1000, longest_delay_ms);
}

} // namespace dovetail::sales_connect
