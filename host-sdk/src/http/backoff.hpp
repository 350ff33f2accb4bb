// SPDX-License-Identifier: Apache-2.0
// How long to wait before trying again.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::http {

/// Exponential backoff with full jitter: `chance` (in [0, 1)) of min(cap, first * 2^attempt).
/// Full jitter spreads clients that failed together (AWS Architecture Blog, "Exponential Backoff
/// And Jitter"). attempt counts from 0; never negative, never above cap.
std::chrono::milliseconds backoff(std::uint32_t attempt, std::chrono::milliseconds first,
                                  std::chrono::milliseconds cap, double chance);

/// Retry-After (RFC 9110 section 10.2.3): seconds, or one of the three forms of an HTTP date, taken
/// relative to `now` and never negative. No value: absent or senseless.
std::optional<std::chrono::milliseconds> parse_retry_after(
    std::string_view value, std::chrono::system_clock::time_point now);

} // namespace dovetail::http
