// SPDX-License-Identifier: Apache-2.0
// Delays in HTTP headers.
#pragma once

#include <cstdint>
#include <string_view>

namespace dovetail::sales_connect {

/// The value of a Retry-After header, seconds or a date, as a delay from `now_us`; 0: none given.
std::uint64_t retry_after_ms(std::string_view header, std::int64_t now_us) noexcept;

} // namespace dovetail::sales_connect
