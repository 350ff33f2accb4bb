// SPDX-License-Identifier: Apache-2.0
#include "background.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

namespace dovetail::http {

namespace asio = boost::asio;

void background::spawn(std::function<asio::awaitable<void>()> work)
{
    if (stopped_) return;
    const auto place = running_.emplace(running_.end());
    auto finished = [self = shared_from_this(), place](const std::exception_ptr& fault) {
        self->running_.erase(place);
        if (fault) std::rethrow_exception(fault); // a bug: ends the executor's run()
    };
    asio::co_spawn(strand_, std::move(work),
                   asio::bind_cancellation_slot(place->slot(), std::move(finished)));
}

void background::stop()
{
    stopped_ = true;
    for (auto place = running_.begin(); place != running_.end();) {
        auto& signal = *place++; // the coroutine may end, and leave the list, within emit
        signal.emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<bool> is_cancelled()
{
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    co_return state.cancelled() != asio::cancellation_type::none;
}

} // namespace dovetail::http
