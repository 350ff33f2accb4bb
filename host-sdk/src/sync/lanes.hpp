// SPDX-License-Identifier: Apache-2.0
// Several coroutines at once, until the last one is done.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace dovetail::sync {

/// Runs all of them on the caller's strand. The first exception is rethrown once all are done.
inline boost::asio::awaitable<void> run_lanes(std::vector<boost::asio::awaitable<void>> lanes)
{
    namespace asio = boost::asio;
    if (lanes.empty()) co_return;
    const auto executor = co_await asio::this_coro::executor;
    std::size_t running = lanes.size();
    std::exception_ptr first;
    asio::steady_timer all_done(executor, asio::steady_timer::time_point::max());
    for (auto& one : lanes)
        asio::co_spawn(executor, std::move(one), [&](std::exception_ptr thrown) {
            if (thrown && !first) first = thrown;
            if (--running == 0) all_done.cancel();
        });
    while (running != 0) {
        boost::system::error_code ignored;
        co_await all_done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (first) std::rethrow_exception(first);
}

} // namespace dovetail::sync
