// SPDX-License-Identifier: Apache-2.0
// Time, chance and the wire as the transport uses them, so that tests can script all three.
#pragma once

#include <dovetail/http/client.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

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
    /// What carries requests: HTTP over sockets, or an engine's own client. As client::open.
    std::function<host::result<std::shared_ptr<client>>(
        boost::asio::any_io_executor, const host::http_settings&, std::string user_agent)>
        open = client::open;
};

/// The real clocks, a random engine seeded by the system, Asio's timers, and sockets.
runtime system_runtime();

} // namespace dovetail::http
