// SPDX-License-Identifier: Apache-2.0
// Coroutines that nobody waits for, but that end with their owner.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <functional>
#include <list>
#include <memory>

namespace dovetail::http {

/// Threads   everything on the strand given; only the constructor and destructor anywhere.
/// Lifetime  what is spawned keeps what it needs alive by itself.
class background : public std::enable_shared_from_this<background>
{
public:
    explicit background(boost::asio::any_io_executor strand) : strand_(std::move(strand)) {}

    /// Runs `work` on the strand, until it ends or `stop` cancels it.
    void spawn(std::function<boost::asio::awaitable<void>()> work);

    /// Cancels everything; what is spawned afterwards does not run.
    void stop();

private:
    boost::asio::any_io_executor strand_;
    std::list<boost::asio::cancellation_signal> running_;
    bool stopped_ = false;
};

/// Whether the awaiting coroutine was cancelled; also tells it not to throw when it was.
boost::asio::awaitable<bool> is_cancelled();

} // namespace dovetail::http
