// SPDX-License-Identifier: Apache-2.0
// A coroutine's visit to another executor.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

namespace dovetail::host {

/// Runs `work`, a function that returns an awaitable, on `there`, and comes back with its result or
/// its exception to the executor of the caller.
///
/// Asio's own co_spawn would do, but for cancellation: it carries that over to `there` by a pointer
/// into the waiting coroutine, which may have gone on meanwhile (Boost 1.81, impl/co_spawn.hpp,
/// co_spawn_cancellation_handler). Here what is carried over owns what it points to.
///
/// Threads   `there` is a strand or has one thread.
template<class Work>
std::invoke_result_t<Work&> run_on(boost::asio::any_io_executor there, Work work)
{
    namespace asio = boost::asio;
    using T = typename std::invoke_result_t<Work&>::value_type;
    using signature = void(std::exception_ptr, T);

    auto begin = [there, work = std::move(work)](auto handler) mutable {
        const auto signal = std::make_shared<asio::cancellation_signal>();
        if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
            slot.assign([there, signal](asio::cancellation_type how) {
                asio::post(there, [signal, how] { signal->emit(how); });
            });
        const auto home = asio::get_associated_executor(handler);
        auto done = [handler = std::move(handler), keep = asio::make_work_guard(home),
                     signal](std::exception_ptr thrown, T value) mutable {
            asio::dispatch(keep.get_executor(), [handler = std::move(handler), thrown,
                                                 value = std::move(value)]() mutable {
                std::move(handler)(thrown, std::move(value));
            });
        };
        asio::co_spawn(there, std::move(work),
                       asio::bind_cancellation_slot(signal->slot(), std::move(done)));
    };
    auto visit = asio::async_initiate<const asio::use_awaitable_t<>, signature>(
        std::move(begin), asio::use_awaitable);
    co_return co_await std::move(visit);
}

} // namespace dovetail::host
