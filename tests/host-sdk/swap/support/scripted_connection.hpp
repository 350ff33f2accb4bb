// SPDX-License-Identifier: Apache-2.0
// host::connection that answers as it is told, and a thread that runs coroutines on it.
#pragma once

#include <dovetail/swap/generation.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace dovetail::test {

/// What a scripted connection is like, and what happened on it. [any thread]
struct script
{
    std::string format = "a"; ///< of its cursors: "<format>:<number of pages delivered>"
    int pages = 10;           ///< of the whole fetch
    bool with_cursors = true; ///< false: its pages bring none
    std::uint64_t largest = 100;
    std::atomic<bool> hold{false}; ///< operations do not end before it is false
    std::atomic<int> began{0};
    std::atomic<int> ended{0};
    std::atomic<int> streams{0}; ///< that are open
    std::atomic<int> lookups{0};
    std::optional<host::error> fails{}; ///< every operation, with this
};

std::shared_ptr<host::connection> make_scripted(std::shared_ptr<script> how);

inline swap::cursor_bytes bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

/// A generation of a scripted connection.
swap::generation generation_of(const std::shared_ptr<script>& how,
                               std::string label = "test 1.0.0");

/// One thread that runs coroutines.
class runner
{
public:
    runner() : thread_([this] { context_.run(); }) {}
    ~runner()
    {
        context_.stop();
        thread_.join();
    }
    runner(const runner&) = delete;
    runner& operator=(const runner&) = delete;

    boost::asio::any_io_executor strand() { return boost::asio::make_strand(context_); }

    template<class T>
    std::future<T> start(boost::asio::awaitable<T> work)
    {
        return boost::asio::co_spawn(strand(), std::move(work), boost::asio::use_future);
    }

private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        context_.get_executor()};
    std::thread thread_;
};

/// Long enough that a test fails instead of hanging, and short enough that somebody waits for it.
inline constexpr std::chrono::seconds patience{30};

inline std::chrono::steady_clock::time_point soon()
{
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
}

inline std::chrono::steady_clock::time_point in_time()
{
    return std::chrono::steady_clock::now() + patience;
}

template<class Condition>
bool eventually(Condition&& holds)
{
    const auto end = in_time();
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

} // namespace dovetail::test
