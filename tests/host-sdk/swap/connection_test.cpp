// SPDX-License-Identifier: Apache-2.0
// P6: what runs ends on the generation it began with, what waits begins on the next one.
#include "support/scripted_connection.hpp"

#include <dovetail/swap/connection.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <stop_token>

using namespace dovetail;
using namespace dovetail::test;

namespace {

namespace asio = boost::asio;

struct two_generations
{
    std::shared_ptr<script> old_one = std::make_shared<script>();
    std::shared_ptr<script> new_one = std::make_shared<script>();
    std::shared_ptr<swap::witness> faults = std::make_shared<swap::witness>();
    std::shared_ptr<swap::swappable_connection> connection =
        swap::make_swappable(generation_of(old_one), faults);
    runner threads{};

    bool idle(std::chrono::steady_clock::time_point until)
    {
        return connection->wait_until_idle(until, std::stop_token());
    }

    void flip()
    {
        connection->close();
        BOOST_REQUIRE(idle(in_time()));
        connection->exchange(generation_of(new_one, "test 2.0.0"));
        connection->open();
    }
};

/// The next page's cursor as text; "end"; or the code of the error.
asio::awaitable<std::string> step(host::page_stream& stream)
{
    auto got = co_await stream.next();
    if (!got) co_return got.error().code;
    if (!*got) co_return std::string("end");
    const auto& cursor = (*got)->cursor;
    co_return std::string(cursor.begin(), cursor.end());
}

} // namespace

BOOST_AUTO_TEST_SUITE(swappable_connections)

BOOST_FIXTURE_TEST_CASE(p6_a_running_operation_ends_on_the_old_one_and_a_new_one_waits,
                        two_generations)
{
    old_one->hold = true;
    auto running = threads.start(connection->check());
    BOOST_REQUIRE(eventually([&] { return old_one->began == 1; }));
    connection->close();
    auto waiting = threads.start(connection->check());
    BOOST_TEST(!idle(soon()));
    old_one->hold = false;
    BOOST_TEST(idle(in_time()));
    BOOST_TEST(running.get().has_value());
    BOOST_TEST(new_one->began == 0);
    connection->exchange(generation_of(new_one, "test 2.0.0"));
    connection->open();
    BOOST_TEST(waiting.get().has_value());
    BOOST_TEST(new_one->began == 1);
    BOOST_TEST(old_one->began == 1);
    BOOST_TEST(connection->present().label == "test 2.0.0");
}

BOOST_FIXTURE_TEST_CASE(p6_a_cancelled_swap_lets_the_old_one_go_on, two_generations)
{
    connection->close();
    auto waiting = threads.start(connection->check());
    connection->open();
    BOOST_TEST(waiting.get().has_value());
    BOOST_TEST(old_one->began == 1);
}

BOOST_FIXTURE_TEST_CASE(p6_a_stream_goes_on_from_its_last_page_on_the_new_one, two_generations)
{
    new_one->format = "a";
    const auto stream = connection->fetch({});
    BOOST_TEST(threads.start(step(*stream)).get() == "a:1");
    BOOST_TEST(threads.start(step(*stream)).get() == "a:2");
    BOOST_TEST(old_one->streams == 1);
    flip();
    BOOST_TEST(old_one->streams == 0); // a long fetch does not hold the drain
    BOOST_TEST(threads.start(step(*stream)).get() == "a:3");
    BOOST_TEST(old_one->began == 2);
    for (int page = 4; page <= new_one->pages; ++page)
        BOOST_TEST(threads.start(step(*stream)).get() == "a:" + std::to_string(page));
    BOOST_TEST(threads.start(step(*stream)).get() == "end");
}

BOOST_FIXTURE_TEST_CASE(a_stream_without_cursors_ends_where_it_began, two_generations)
{
    old_one->with_cursors = false;
    old_one->pages = 2;
    auto stream = connection->fetch({});
    BOOST_TEST(threads.start(step(*stream)).get().empty());
    connection->close();
    BOOST_TEST(!idle(soon()));
    BOOST_TEST(threads.start(step(*stream)).get().empty());
    BOOST_TEST(threads.start(step(*stream)).get() == "end");
    BOOST_TEST(idle(in_time()));
    connection->open();
    stream = connection->fetch({});
    BOOST_TEST(threads.start(step(*stream)).get().empty());
    connection->close();
    stream.reset(); // given up: nothing is under way any more
    BOOST_TEST(idle(in_time()));
    connection->open();
}

BOOST_FIXTURE_TEST_CASE(p6_a_cursor_of_the_old_one_is_converted_where_the_new_one_can,
                        two_generations)
{
    new_one->format = "b";
    const auto convert =
        [](std::span<const std::uint8_t> from) -> host::result<swap::cursor_bytes> {
        auto text = std::string(from.begin(), from.end());
        text.front() = 'b';
        return bytes(text);
    };
    connection->close();
    connection->exchange({make_scripted(new_one), "test 2.0.0", convert});
    connection->open();
    BOOST_TEST(connection->accepts_cursor(bytes("a:4")).has_value());
    const auto stream = connection->fetch({.cursor = bytes("a:4")});
    BOOST_TEST(threads.start(step(*stream)).get() == "b:5");
}

BOOST_FIXTURE_TEST_CASE(a_cursor_that_cannot_be_converted_is_refused_with_the_connectors_reason,
                        two_generations)
{
    new_one->format = "b";
    flip();
    const auto refused = connection->accepts_cursor(bytes("a:4"));
    BOOST_REQUIRE(!refused);
    BOOST_TEST(refused.error().code == "cursor_expired");
    const auto stream = connection->fetch({.cursor = bytes("a:4")});
    BOOST_TEST(threads.start(step(*stream)).get() == "cursor_expired");
}

BOOST_FIXTURE_TEST_CASE(p6_after_a_roll_back_the_old_one_goes_on_from_its_own_last_cursor,
                        two_generations)
{
    new_one->format = "b";
    const auto convert =
        [](std::span<const std::uint8_t> from) -> host::result<swap::cursor_bytes> {
        auto text = std::string(from.begin(), from.end());
        text.front() = 'b';
        return bytes(text);
    };
    connection->close();
    auto before = connection->exchange({make_scripted(new_one), "test 2.0.0", convert});
    connection->open();
    {
        const auto first = connection->fetch({.cursor = bytes("a:4")});
        BOOST_TEST(threads.start(step(*first)).get() == "b:5");
        const auto second = connection->fetch({.cursor = bytes("b:5")}); // the next pass
        BOOST_TEST(threads.start(step(*second)).get() == "b:6");
    }
    connection->close();
    connection->exchange(std::move(before));
    connection->settle();
    connection->open();
    BOOST_TEST(connection->accepts_cursor(bytes("b:6")).has_value());
    const auto stream = connection->fetch({.cursor = bytes("b:6")});
    BOOST_TEST(threads.start(step(*stream)).get() == "a:5");
    BOOST_TEST(!connection->accepts_cursor(bytes("b:9")).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_long_poll_is_broken_off_and_begun_again_on_the_new_one, two_generations)
{
    old_one->hold = true;
    auto hint = threads.start(connection->listen({}));
    BOOST_REQUIRE(eventually([&] { return old_one->began == 1; }));
    connection->close();
    BOOST_TEST(idle(in_time()));
    BOOST_TEST(old_one->ended == 1);
    connection->exchange(generation_of(new_one, "test 2.0.0"));
    connection->open();
    BOOST_TEST(hint.get().has_value());
    BOOST_TEST(new_one->began == 1);
}

BOOST_FIXTURE_TEST_CASE(lookups_are_split_by_what_the_new_one_takes, two_generations)
{
    new_one->largest = 2;
    flip();
    const std::array<dovetail_lookup, 5> wanted{};
    const auto found = threads.start(connection->lookup(wanted, host::urgency::routine, {})).get();
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->size() == 5U);
    BOOST_TEST(new_one->lookups == 3);
}

BOOST_FIXTURE_TEST_CASE(a_batch_the_new_one_cannot_take_is_not_sent_at_all, two_generations)
{
    new_one->largest = 2;
    flip();
    const std::array<dovetail_change, 3> changes{};
    const auto refused = threads.start(connection->write(changes, host::urgency::edit)).get();
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().kind == host::error_class::retryable));
    BOOST_TEST(new_one->began == 0);
}

BOOST_FIXTURE_TEST_CASE(who_waits_at_the_gate_can_be_cancelled, two_generations)
{
    connection->close();
    asio::cancellation_signal cancel;
    const auto strand = threads.strand();
    auto waiting = asio::co_spawn(strand, connection->check(),
                                  asio::bind_cancellation_slot(cancel.slot(), asio::use_future));
    BOOST_TEST((waiting.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout));
    asio::post(strand, [&] { cancel.emit(asio::cancellation_type::terminal); });
    const auto ended = waiting.get();
    BOOST_REQUIRE(!ended.has_value());
    BOOST_TEST(ended.error().code == "cancelled");
    connection->open();
    BOOST_TEST(old_one->began == 0);
}

BOOST_FIXTURE_TEST_CASE(faults_of_operations_reach_the_witness, two_generations)
{
    new_one->fails = host::error{host::error_class::bug, "plugin_contract", "broken"};
    faults->begin_trial({});
    flip();
    BOOST_TEST(!threads.start(connection->check()).get().has_value());
    BOOST_REQUIRE(faults->fault().has_value());
    BOOST_TEST(faults->fault()->code == "plugin_contract");
}

BOOST_AUTO_TEST_SUITE_END()
