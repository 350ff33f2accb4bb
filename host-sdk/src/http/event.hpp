// SPDX-License-Identifier: Apache-2.0
// Something that happens once, and coroutines that wait for it.
#pragma once

#include "background.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dovetail::http {

/// Threads   everything on one strand.
/// Lifetime  outlives its waiters.
class event
{
public:
    explicit event(const boost::asio::any_io_executor& strand)
        : timer_(strand, boost::asio::steady_timer::time_point::max())
    {
    }

    bool happened() const noexcept { return happened_; }

    void happen()
    {
        happened_ = true;
        timer_.cancel();
    }

    /// True once it happened; false if the waiting coroutine was cancelled first.
    boost::asio::awaitable<bool> wait()
    {
        // A cancellation that came between two operations interrupts neither: it is asked for.
        const bool cancelled = co_await is_cancelled();
        if (!happened_ && !cancelled)
            co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        co_return happened_;
    }

private:
    boost::asio::steady_timer timer_;
    bool happened_ = false;
};

} // namespace dovetail::http
