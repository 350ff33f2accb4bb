// SPDX-License-Identifier: Apache-2.0
// Who may begin an operation on a generation now, and how many are under way.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace dovetail::swap {

/// Open, everybody passes at once. Closed, those who come wait until it opens, and those inside
/// finish.
///
/// Threads   any; a coroutine that awaits runs on a strand or on a context with one thread.
/// Lifetime  shared: what waits keeps it.
class gate : public std::enable_shared_from_this<gate>
{
public:
    /// One operation under way; ends with this object.
    class pass
    {
    public:
        explicit pass(std::shared_ptr<gate> owner) : owner_(std::move(owner)) {}
        pass(pass&&) noexcept = default;
        pass& operator=(pass&&) noexcept;
        ~pass();

    private:
        std::shared_ptr<gate> owner_;
    };

    /// Nothing: the awaiting coroutine was cancelled first.
    boost::asio::awaitable<std::optional<pass>> enter();

    /// Completes when the gate closes, or when the awaiting coroutine is cancelled.
    boost::asio::awaitable<void> until_closed();

    void close();
    void open();

    /// Blocks until nothing is inside; false: the time or the patience ended first.
    bool wait_until_empty(std::chrono::steady_clock::time_point until, std::stop_token stop);

    std::uint64_t inside() const;

private:
    struct waiter
    {
        explicit waiter(const boost::asio::any_io_executor& executor) : timer(executor) {}
        boost::asio::steady_timer timer;
        bool admitted = false;
    };
    using queue = std::list<std::shared_ptr<waiter>>;

    void leave();
    boost::asio::awaitable<void> sleep(std::shared_ptr<waiter> on);
    static void wake(const std::shared_ptr<waiter>& one);

    mutable std::mutex mutex_;
    std::condition_variable_any emptied_;
    bool closed_ = false;
    std::uint64_t inside_ = 0;
    queue waiting_; ///< for the gate to open
    queue alert_;   ///< for the gate to close
};

} // namespace dovetail::swap
