// SPDX-License-Identifier: Apache-2.0
// Issue "isolation on request": whatever a plugin does, the host lives and says what happened.
#include "isolated_probe.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <signal.h>

using namespace dovetail;
using test::event_of;
using test::isolated_probe;

namespace {

constexpr auto retryable = host::error_class::retryable;

/// Up to the step in which the mode strikes.
host::exchange_step strike(const isolated_probe& with, const host::connector& in)
{
    host::exchange running = with.begin(in);
    const auto first = running.resume(event_of(DOVETAIL_EVENT_START));
    BOOST_REQUIRE_EQUAL(first.kind, DOVETAIL_STEP_REQUEST);
    return running.resume(event_of(DOVETAIL_EVENT_RESPONSE));
}

host::error failure_in(const isolated_probe& with, const std::string& mode)
{
    const auto made = with.create(mode);
    BOOST_REQUIRE_MESSAGE(made.has_value(), made.error().message);
    const auto step = strike(with, **made);
    BOOST_REQUIRE_EQUAL(step.kind, DOVETAIL_STEP_FAILED);
    return step.failure;
}

void check_death(const isolated_probe& with, const std::string& mode, const std::string& words)
{
    const auto made = with.create(mode);
    BOOST_REQUIRE(made.has_value());
    const auto step = strike(with, **made);
    BOOST_REQUIRE_EQUAL(step.kind, DOVETAIL_STEP_FAILED);
    BOOST_TEST((step.failure.kind == retryable));
    BOOST_TEST((step.failure.message.find(words) != std::string::npos), step.failure.message);
    BOOST_TEST((step.failure.message.find("test.hostile 1.0.0 (generation ") != std::string::npos));
    BOOST_TEST(with.to.log.contains("warning the process of the plugin test.hostile"));
    // The next exchange begins in a new process.
    host::exchange next = with.begin(**made);
    BOOST_TEST(next.resume(event_of(DOVETAIL_EVENT_START)).kind ==
               static_cast<std::uint32_t>(DOVETAIL_STEP_REQUEST));
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_plugins)

BOOST_AUTO_TEST_CASE(a_crash_costs_the_running_exchange_and_is_logged_with_what_the_plugin_wrote)
{
    const isolated_probe with;
    check_death(with, "crash", "was ended by signal 11 (Segmentation fault)");
    BOOST_TEST(with.to.log.contains("about to crash"));
}

BOOST_AUTO_TEST_CASE(abort_and_exit_cost_the_running_exchange)
{
    check_death(isolated_probe(), "abort", "was ended by signal 6 (Aborted)");
    check_death(isolated_probe(), "exit", "ended by itself with status 7");
}

BOOST_AUTO_TEST_CASE(a_hang_is_ended_by_the_deadline)
{
    check_death(isolated_probe({.call_timeout = std::chrono::milliseconds(2000)}), "hang",
                "did not answer within 2000 ms");
}

BOOST_AUTO_TEST_CASE(who_opens_a_socket_starts_a_program_or_signals_the_host_is_ended_and_named)
{
    check_death(isolated_probe(), "socket", "was ended because it called socket, which");
    check_death(isolated_probe(), "program", "was ended because it called clone, which");
    check_death(isolated_probe(), "kill_host", "was ended because it called kill, which");
}

BOOST_AUTO_TEST_CASE(files_code_and_shared_memory_are_refused_and_nothing_of_the_host_is_there)
{
    const isolated_probe with;
    for (const auto& [mode, words] : {std::pair{"file", "Permission denied"},
                                      {"code", "Operation not permitted"},
                                      {"shared_memory", "Operation not permitted"},
                                      {"environment", "there is no environment"},
                                      {"descriptors", "there are no other descriptors"}}) {
        const auto failure = failure_in(with, mode);
        BOOST_TEST(failure.code == "refused", mode);
        BOOST_TEST(failure.message == words, mode);
    }
}

BOOST_AUTO_TEST_CASE(memory_ends_at_its_limit)
{
    const isolated_probe with({.memory_bytes = std::uint64_t{64} << 20});
    const auto failure = failure_in(with, "memory");
    BOOST_TEST(failure.code == "refused");
    BOOST_TEST(failure.message == "memory ended");
    BOOST_TEST(with.to.log.contains("memory_limit_mb=64"));
}

BOOST_DATA_TEST_CASE(forged_answers_are_refused, boost::unit_test::data::xrange(64), seed)
{
    const isolated_probe with;
    const auto made = with.create("forge", seed + 1);
    BOOST_REQUIRE(made.has_value());
    const auto step = strike(with, **made);
    // Random bytes may happen to be a harmless step; they never are a delivery.
    BOOST_TEST(step.kind != static_cast<std::uint32_t>(DOVETAIL_STEP_DELIVER));
    const auto again = with.create("");
    BOOST_TEST(strike(with, **again).failure.message == "nothing was tried");
}

BOOST_AUTO_TEST_CASE(all_exchanges_of_a_process_end_with_it_and_another_connector_does_not_notice)
{
    const isolated_probe with;
    const auto made = with.create("exit");
    const auto other = with.create("");
    host::exchange first = with.begin(**made);
    host::exchange second = with.begin(**made);
    host::exchange elsewhere = with.begin(**other);
    first.resume(event_of(DOVETAIL_EVENT_START));
    second.resume(event_of(DOVETAIL_EVENT_START));
    elsewhere.resume(event_of(DOVETAIL_EVENT_START));
    first.resume(event_of(DOVETAIL_EVENT_RESPONSE));
    const auto lost = second.resume(event_of(DOVETAIL_EVENT_RESPONSE));
    BOOST_TEST((lost.failure.kind == retryable));
    BOOST_TEST(lost.failure.code == "plugin_process_ended");
    BOOST_TEST(elsewhere.resume(event_of(DOVETAIL_EVENT_RESPONSE)).failure.message ==
               "nothing was tried");
}

BOOST_AUTO_TEST_CASE(a_process_killed_while_idle_is_replaced_without_a_failure)
{
    const isolated_probe with;
    const auto made = with.create("");
    BOOST_REQUIRE_EQUAL(::kill(with.last_process(), SIGKILL), 0);
    const auto step = strike(with, **made);
    BOOST_TEST(step.failure.message == "nothing was tried");
    BOOST_TEST(with.to.log.contains("was ended by signal 9 (Killed)"));
}

BOOST_AUTO_TEST_CASE(who_dies_again_and_again_is_started_less_and_less_often)
{
    const isolated_probe with;
    const auto made = with.create("exit");
    host::error last;
    int deaths = 0;
    for (; deaths < 20 && last.code != "plugin_process_waiting"; ++deaths) {
        auto begun = with.try_begin(**made);
        if (!begun) {
            last = begun.error();
            continue;
        }
        begun->resume(event_of(DOVETAIL_EVENT_START));
        last = begun->resume(event_of(DOVETAIL_EVENT_RESPONSE)).failure;
    }
    BOOST_TEST(last.code == "plugin_process_waiting");
    BOOST_TEST((last.kind == retryable));
    BOOST_TEST(last.retry_after.count() > 0);
    BOOST_TEST(deaths > 4); // the first ones cost a restart and nothing else
}

BOOST_AUTO_TEST_CASE(a_plugin_that_dies_while_it_is_configured_is_an_error_of_the_start)
{
    const isolated_probe with;
    const auto made = with.create("crash_on_create");
    BOOST_REQUIRE(!made.has_value());
    BOOST_TEST(made.error().code == "plugin_process_ended");
    BOOST_TEST((made.error().message.find("signal 6") != std::string::npos), made.error().message);
}

BOOST_AUTO_TEST_CASE(a_pure_call_that_kills_is_made_twice_and_then_fails)
{
    const isolated_probe with;
    const auto made = with.create("crash_on_cursor");
    const std::vector<std::uint8_t> cursor{'c'};
    const auto answer = (*made)->accepts_cursor(cursor);
    BOOST_TEST(answer.error().code == "plugin_process_ended");
    BOOST_TEST(with.to.log.contains("deaths=2"));
    BOOST_TEST(!with.to.log.contains("deaths=3"));
}

BOOST_AUTO_TEST_CASE(law16_a_record_that_kills_the_mapper_does_not_keep_others_from_being_mapped)
{
    const isolated_probe with;
    const auto mapper = host::mapper_plugin::of(with.plugin.generation()).value();
    const auto mapping = mapper.create("tasks", {"{}"}).value().release();
    const std::unique_ptr<host::mapping> owner(mapping);
    const auto map = [&](std::vector<const char*> keys) {
        std::vector<dovetail_record> records;
        for (const char* key : keys) {
            dovetail_record record{};
            record.struct_size = sizeof record;
            record.key = host::to_abi(key);
            records.push_back(record);
        }
        return mapping->to_canonical(host::side::left, {records.data(), records.size()});
    };
    BOOST_TEST(map({"good", "poison", "good"}).error().code == "plugin_process_ended");
    BOOST_TEST(map({"good"}).has_value());
    BOOST_TEST(map({"poison"}).error().code == "plugin_process_ended");
    BOOST_TEST(map({"good"}).has_value());
}

BOOST_AUTO_TEST_CASE(p8_what_is_larger_than_a_message_is_an_error_and_the_process_goes_on)
{
    const isolated_probe with({.message_bytes = std::uint64_t{1} << 20});
    const auto made = with.create("");
    host::exchange running = with.begin(**made);
    running.resume(event_of(DOVETAIL_EVENT_START));
    const std::vector<std::uint8_t> body(std::size_t{2} << 20);
    auto event = event_of(DOVETAIL_EVENT_RESPONSE);
    event.body = {body.data(), body.size()};
    const auto step = running.resume(event);
    BOOST_TEST((step.failure.kind == host::error_class::config));
    BOOST_TEST(step.failure.code == "plugin_message");
    BOOST_TEST((step.failure.message.find("1048576 bytes") != std::string::npos));
    BOOST_TEST(strike(with, **made).failure.message == "nothing was tried");
    BOOST_TEST(!with.to.log.contains("warning"));
}

BOOST_AUTO_TEST_SUITE_END()
