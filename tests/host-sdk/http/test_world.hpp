// SPDX-License-Identifier: Apache-2.0
// What the tests of the transport run in: an executor, a scripted clock, a log that is kept.
#pragma once

#include <dovetail/http/log.hpp>
#include <dovetail/http/runtime.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace dovetail::test {

/// Runs one coroutine to its end, on `threads` threads, with whatever it leaves running in the
/// background.
template<class Result>
Result run(boost::asio::io_context& context, boost::asio::awaitable<Result> work, int threads = 1)
{
    std::optional<Result> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(boost::asio::make_strand(context), std::move(work),
                          [&](std::exception_ptr fault, Result value) {
                              thrown = fault;
                              if (!fault) result.emplace(std::move(value));
                              context.stop();
                          });
    context.restart();
    std::vector<std::thread> others;
    for (int index = 1; index < threads; ++index)
        others.emplace_back([&] { context.run(); });
    context.run();
    for (auto& each : others)
        each.join();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

/// A clock that stands still but for `sleep`, which moves it and returns at once.
class scripted_world
{
public:
    /// Refers to this object.
    http::runtime runtime();

    void advance(std::chrono::milliseconds time);
    std::vector<std::chrono::milliseconds> sleeps() const;

    /// What `random` gives, in turn; the last one for ever.
    std::vector<double> chances{0.5};

private:
    mutable std::mutex mutex_;
    std::chrono::milliseconds passed_{0};
    std::vector<std::chrono::milliseconds> sleeps_;
    std::size_t next_chance_ = 0;
};

/// Keeps every line; at the end of the process a test can look through all of them.
class kept_log
{
public:
    explicit kept_log(host::log_level level = host::log_level::debug);
    host::log& get() { return *log_; }
    std::vector<std::string> lines() const;
    bool contains(std::string_view text) const;
    std::size_t count(std::string_view text) const;

    /// Everything that any kept_log of this process was given.
    static std::string everything();

private:
    std::shared_ptr<std::vector<std::string>> lines_;
    std::unique_ptr<host::log> log_;
};

} // namespace dovetail::test
