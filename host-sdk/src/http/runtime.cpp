// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/runtime.hpp>

#include "background.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <random>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;

asio::awaitable<bool> sleep_for(std::chrono::milliseconds time)
{
    if (co_await is_cancelled()) co_return false;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(time);
    const auto [ec] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !ec;
}

double random_share()
{
    thread_local std::minstd_rand engine{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(engine);
}

} // namespace

runtime system_runtime()
{
    return {[] { return std::chrono::system_clock::now(); },
            [] { return std::chrono::steady_clock::now(); }, random_share, sleep_for, client::open};
}

} // namespace dovetail::http
