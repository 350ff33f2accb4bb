// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/run_on.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace asio = boost::asio;
using dovetail::host::run_on;

namespace {

/// Two threads, and a strand for each end of a visit.
struct two_strands
{
    asio::io_context io{2};
    asio::any_io_executor home = asio::make_strand(io);
    asio::any_io_executor there = asio::make_strand(io);

    void run()
    {
        std::jthread other([this] { io.run(); });
        io.run();
    }
};

asio::awaitable<void> step_aside(asio::any_io_executor on)
{
    co_await asio::post(on, asio::use_awaitable);
}

} // namespace

BOOST_AUTO_TEST_SUITE(run_on_another_executor)

BOOST_AUTO_TEST_CASE(comes_back_with_the_result_or_the_exception)
{
    two_strands on;
    int result = 0;
    bool threw = false;
    const auto visit = [&]() -> asio::awaitable<void> {
        const auto good = []() -> asio::awaitable<int> { co_return 7; };
        const auto bad = []() -> asio::awaitable<int> {
            throw std::runtime_error("there");
            co_return 0;
        };
        result = co_await run_on(on.there, good);
        try {
            co_await run_on(on.there, bad);
        } catch (const std::runtime_error&) {
            threw = true;
        }
    };
    asio::co_spawn(on.home, visit, asio::detached);
    on.run();
    BOOST_TEST(result == 7);
    BOOST_TEST(threw);
}

BOOST_AUTO_TEST_CASE(a_cancellation_reaches_what_waits_there)
{
    two_strands on;
    asio::cancellation_signal stop;
    bool cancelled = false;
    const auto visit = [&]() -> asio::awaitable<void> {
        const auto wait = [&on]() -> asio::awaitable<int> {
            asio::steady_timer long_one(on.there, std::chrono::hours{1});
            co_await long_one.async_wait(asio::use_awaitable);
            co_return 0;
        };
        try {
            co_await run_on(on.there, wait);
        } catch (const boost::system::system_error& error) {
            cancelled = error.code() == asio::error::operation_aborted;
        }
    };
    asio::co_spawn(on.home, visit, asio::bind_cancellation_slot(stop.slot(), asio::detached));
    asio::post(on.home, [&] { stop.emit(asio::cancellation_type::terminal); });
    on.run();
    BOOST_TEST(cancelled);
}

// The cancellation is on its way when the work ends and its caller goes on: it arrives, after
// everything it meant is gone. With co_spawn alone the address sanitizer ends this.
BOOST_AUTO_TEST_CASE(a_cancellation_that_meets_the_end_of_the_work_does_no_harm)
{
    two_strands on;
    std::atomic<bool> ending{false};
    std::atomic<bool> over{false};
    asio::cancellation_signal stop;
    const auto work = [&]() -> asio::awaitable<int> {
        co_await step_aside(on.there);
        asio::post(on.there, [&] { over.wait(false); }); // keeps the cancellation waiting
        ending = true;
        ending.notify_one();
        co_return 1;
    };
    const auto visit = [&]() -> asio::awaitable<void> { co_await run_on(on.there, work); };
    asio::co_spawn(on.home, visit,
                   asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr) {
                       over = true;
                       over.notify_one();
                   }));
    asio::post(on.home, [&] {
        ending.wait(false);
        stop.emit(asio::cancellation_type::terminal);
    });
    on.run();
    BOOST_TEST(over);
}

BOOST_AUTO_TEST_SUITE_END()
