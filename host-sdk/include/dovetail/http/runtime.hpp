// SPDX-License-Identifier: Apache-2.0
// Time and chance as the transport uses them, so that tests can script both.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>

namespace dovetail::http {

/// The world outside of the transport's own logic. Socket time limits always use the real clock.
///
/// Threads   every function may be called on any thread.
struct runtime
{
    /// Wall clock: expiry of tokens, JWT claims, HTTP dates, events of the contract.
    std::function<std::chrono::system_clock::time_point()> now;
    /// A clock that never jumps: pauses and windows.
    std::function<std::chrono::steady_clock::time_point()> ticks;
    /// Evenly distributed in [0, 1).
    std::function<double()> random;
    /// Completes after the time, or with false at once when the awaiting coroutine was cancelled.
    std::function<boost::asio::awaitable<bool>(std::chrono::milliseconds)> sleep;
};

/// The real clocks, a random engine seeded by the system, and Asio's timers.
runtime system_runtime();

} // namespace dovetail::http
