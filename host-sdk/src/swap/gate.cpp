// SPDX-License-Identifier: Apache-2.0
#include "gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace dovetail::swap {

namespace asio = boost::asio;

gate::pass& gate::pass::operator=(pass&& other) noexcept
{
    std::swap(owner_, other.owner_);
    return *this;
}

gate::pass::~pass()
{
    if (owner_) owner_->leave();
}

/// The timer never expires: it is an event that carries over from any thread, because it is
/// cancelled on the waiting coroutine's own executor, where it cannot come before the wait.
void gate::wake(const std::shared_ptr<waiter>& one)
{
    asio::post(one->timer.get_executor(), [one] { one->timer.cancel(); });
}

asio::awaitable<void> gate::sleep(std::shared_ptr<waiter> on)
{
    // Whether a cancellation throws is the caller's choice; here it must not.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() == asio::cancellation_type::none) {
        on->timer.expires_at(asio::steady_timer::time_point::max());
        co_await on->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
}

asio::awaitable<std::optional<gate::pass>> gate::enter()
{
    const auto self = shared_from_this();
    std::shared_ptr<waiter> me;
    const auto executor = co_await asio::this_coro::executor;
    {
        const std::lock_guard guard(mutex_);
        if (!closed_) {
            ++inside_;
            co_return pass(self);
        }
        me = waiting_.emplace_back(std::make_shared<waiter>(executor));
    }
    co_await sleep(me);
    const std::lock_guard guard(mutex_);
    if (me->admitted) co_return pass(self);
    waiting_.remove(me);
    co_return std::nullopt;
}

asio::awaitable<void> gate::until_closed()
{
    const auto self = shared_from_this();
    std::shared_ptr<waiter> me;
    const auto executor = co_await asio::this_coro::executor;
    {
        const std::lock_guard guard(mutex_);
        if (closed_) co_return;
        me = alert_.emplace_back(std::make_shared<waiter>(executor));
    }
    co_await sleep(me);
    const std::lock_guard guard(mutex_);
    if (!me->admitted) alert_.remove(me);
}

void gate::close()
{
    const std::lock_guard guard(mutex_);
    closed_ = true;
    for (const auto& one : std::exchange(alert_, {})) {
        one->admitted = true;
        wake(one);
    }
}

void gate::open()
{
    const std::lock_guard guard(mutex_);
    closed_ = false;
    for (const auto& one : std::exchange(waiting_, {})) {
        one->admitted = true;
        ++inside_;
        wake(one);
    }
}

void gate::leave()
{
    const std::lock_guard guard(mutex_);
    if (--inside_ == 0) emptied_.notify_all();
}

bool gate::wait_until_empty(std::chrono::steady_clock::time_point until, std::stop_token stop)
{
    std::unique_lock guard(mutex_);
    return emptied_.wait_until(guard, std::move(stop), until, [this] { return inside_ == 0; });
}

std::uint64_t gate::inside() const
{
    const std::lock_guard guard(mutex_);
    return inside_;
}

} // namespace dovetail::swap
