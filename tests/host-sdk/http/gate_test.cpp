// SPDX-License-Identifier: Apache-2.0
#include <http/gate.hpp>

#include "test_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/test/unit_test.hpp>

#include <list>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using host::urgency;
using std::chrono::milliseconds;

/// A gate on one thread, and the order in which it let requests through.
struct fixture
{
    std::shared_ptr<gate> open(std::size_t maximum)
    {
        return std::make_shared<gate>(context.get_executor(), maximum, host::retry_settings{},
                                      world.runtime(), tasks);
    }

    /// Asks for a turn; what is let through is held in `inside` until the test ends it.
    void ask(const std::shared_ptr<gate>& at, urgency priority, std::string name,
             asio::cancellation_slot slot = {})
    {
        asio::co_spawn(
            context, at->enter(priority),
            asio::bind_cancellation_slot(slot, [this, name](std::exception_ptr, gate::entry entry) {
                if (std::holds_alternative<gate::pass>(entry)) {
                    order.push_back(name);
                    inside.push_back(std::move(entry));
                } else {
                    refused.push_back(name);
                }
            }));
        poll();
    }

    void poll()
    {
        context.restart();
        context.poll();
    }

    void end_oldest()
    {
        inside.erase(inside.begin());
        poll();
    }

    asio::io_context context;
    test::scripted_world world;
    std::shared_ptr<background> tasks = std::make_shared<background>(context.get_executor());
    std::vector<std::string> order;
    std::vector<std::string> refused;
    std::list<gate::entry> inside;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(request_gate, fixture)

BOOST_AUTO_TEST_CASE(p5_of_those_that_wait_an_edit_goes_before_a_routine_before_a_backfill)
{
    const auto at = open(1);
    ask(at, urgency::backfill, "first");
    ask(at, urgency::backfill, "backfill");
    ask(at, urgency::routine, "routine");
    ask(at, urgency::edit, "edit");
    for (int count = 0; count < 3; ++count)
        end_oldest();
    BOOST_TEST(order == (std::vector<std::string>{"first", "edit", "routine", "backfill"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(never_more_in_flight_than_allowed)
{
    const auto at = open(3);
    for (int count = 0; count < 10; ++count)
        ask(at, urgency::routine, "any");
    BOOST_TEST(order.size() == 3u);
    end_oldest();
    BOOST_TEST(order.size() == 4u);
    BOOST_TEST(at->in_flight() == 3u);
    while (!inside.empty())
        end_oldest();
    BOOST_TEST(order.size() == 10u);
    BOOST_TEST(at->in_flight() == 0u);
}

BOOST_AUTO_TEST_CASE(throttling_halves_once_a_pause_and_successes_bring_it_back)
{
    const auto at = open(8);
    at->throttle(milliseconds{1'000});
    at->throttle(milliseconds{1'000});
    BOOST_TEST(at->allowed() == 4u);
    BOOST_TEST(at->paused());
    poll(); // the scripted pause passes
    BOOST_TEST(!at->paused());
    at->throttle(milliseconds{500});
    poll();
    BOOST_TEST(at->allowed() == 2u);
    for (int count = 0; count < 100; ++count)
        at->succeeded();
    BOOST_TEST(at->allowed() == 8u);
}

BOOST_AUTO_TEST_CASE(pauses_without_retry_after_double_with_full_jitter)
{
    const auto at = open(8);
    world.chances = {1.0};
    BOOST_TEST(at->throttle({}).count() == 500);
    poll();
    BOOST_TEST(at->throttle({}).count() == 1'000);
    poll();
    at->succeeded();
    BOOST_TEST(at->throttle({}).count() == 500);
    poll();
}

BOOST_AUTO_TEST_CASE(p5_held_backfill_waits_while_others_pass_and_one_may_probe)
{
    const auto at = open(2);
    at->hold_backfill(true);
    ask(at, urgency::backfill, "backfill 1");
    ask(at, urgency::backfill, "backfill 2");
    ask(at, urgency::edit, "edit");
    BOOST_TEST(order == std::vector<std::string>{"edit"}, boost::test_tools::per_element());
    at->admit_one_backfill();
    poll();
    BOOST_TEST(order.back() == "backfill 1");
    end_oldest();
    BOOST_TEST(order.size() == 2u);
    at->hold_backfill(false);
    poll();
    BOOST_TEST(order.back() == "backfill 2");
}

BOOST_AUTO_TEST_CASE(a_cancelled_waiter_leaves_the_queue)
{
    const auto at = open(1);
    asio::cancellation_signal cancel;
    ask(at, urgency::edit, "first");
    ask(at, urgency::edit, "cancelled", cancel.slot());
    ask(at, urgency::edit, "last");
    cancel.emit(asio::cancellation_type::terminal);
    poll();
    end_oldest();
    BOOST_TEST(order == (std::vector<std::string>{"first", "last"}),
               boost::test_tools::per_element());
    BOOST_TEST(at->in_flight() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail::http
