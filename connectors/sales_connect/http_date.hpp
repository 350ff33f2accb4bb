// SPDX-License-Identifier: Apache-2.0
// Dates and delays in HTTP headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::sales_connect {

/// "Fri, 01 May 2026 07:25:37 GMT" (RFC 9110, 5.6.7, the form that servers have to send) in
/// microseconds since the epoch.
std::optional<std::int64_t> parse_http_date(std::string_view text) noexcept;

/// The value of a Retry-After header, seconds or a date, as a delay from `now_us`; 0: none given.
std::uint64_t retry_after_ms(std::string_view header, std::int64_t now_us) noexcept;

} // namespace dovetail::sales_connect
