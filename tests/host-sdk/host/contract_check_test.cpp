// SPDX-License-Identifier: Apache-2.0
// The checking proxy: what the host does wrong, and what only a running host can see of a plugin.
// What plugins do wrong is in tests/bad_plugins. Numbers are those of docs/abi.md.
#include "support/plugin_folder.hpp"
#include "support/scripted_plugin.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/host/contract_check.hpp>
#include <dovetail/host/sized.hpp>

#include <boost/test/unit_test.hpp>

#include <latch>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace host = dovetail::host;
namespace test = dovetail::test;

namespace {

dovetail_event event_of(std::uint32_t kind)
{
    auto out = host::sized<dovetail_event>();
    out.kind = kind;
    return out;
}

const void* no_extension(void*, dovetail_text)
{
    return nullptr;
}

/// A connector behind the proxy, and what was reported.
struct fixture
{
    fixture()
    {
        test::script::current() = {};
        test::script::current().resume = [](const dovetail_event& event, dovetail_step& step) {
            static dovetail_batch batch;
            batch = test::scripted_batch();
            step.kind =
                event.kind == DOVETAIL_EVENT_START ? DOVETAIL_STEP_DELIVER : DOVETAIL_STEP_DONE;
            if (event.kind == DOVETAIL_EVENT_START) step.batch = &batch;
        };
    }

    dovetail_status create()
    {
        auto error = host::sized<dovetail_error>();
        connector = host::sized<dovetail_connector>();
        const auto status =
            check.create(test::scripted_factory, {"{}", 2}, &table, connector, error);
        if (error.release) error.release(error.owner);
        return status;
    }

    dovetail_status begin(const dovetail_operation& wanted)
    {
        auto error = host::sized<dovetail_error>();
        exchange = host::sized<dovetail_exchange>();
        const auto status = connector.begin(connector.self, &wanted, &exchange, &error);
        if (error.release) error.release(error.owner);
        return status;
    }

    void start()
    {
        BOOST_REQUIRE(create() == DOVETAIL_OK);
        auto wanted = host::sized<dovetail_operation>();
        wanted.kind = DOVETAIL_OP_FETCH;
        BOOST_REQUIRE(begin(wanted) == DOVETAIL_OK);
    }

    dovetail_step resume(const dovetail_event& event)
    {
        auto step = host::sized<dovetail_step>();
        exchange.resume(exchange.self, &event, &step);
        return step;
    }
    dovetail_step resume(std::uint32_t kind) { return resume(event_of(kind)); }

    /// The rules reported since the last call, "host A-36" or "plugin A-60".
    std::vector<std::string> reported()
    {
        const std::lock_guard guard(mutex);
        return std::exchange(reports, {});
    }

    std::mutex mutex;
    std::vector<std::string> reports;
    host::contract_check check{"probe 1 (generation 1)", [this](const host::breach& broken) {
                                   const std::lock_guard guard(mutex);
                                   const char* const who =
                                       broken.by == host::party::host ? "host " : "plugin ";
                                   reports.push_back(who + std::string(broken.rule));
                               }};
    dovetail_host table{sizeof(dovetail_host), 1, {"t", 1}, {"1", 1}, nullptr, &no_extension};
    dovetail_connector connector{};
    dovetail_exchange exchange{};
};

using lines = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(contract_check, fixture)

BOOST_AUTO_TEST_CASE(an_orderly_conversation_is_not_reported_and_everything_is_counted)
{
    start();
    dovetail_step step = resume(DOVETAIL_EVENT_START);
    BOOST_REQUIRE(step.kind == unsigned{DOVETAIL_STEP_DELIVER});
    const dovetail_batch batch = *step.batch;
    BOOST_TEST(batch.record_count == 1u);
    BOOST_TEST((resume(DOVETAIL_EVENT_RESUMED).kind == unsigned{DOVETAIL_STEP_DONE}));
    BOOST_TEST(check.outstanding().batches == 1u);
    BOOST_TEST(check.outstanding().exchanges == 1u);
    exchange.release(exchange.self);
    connector.destroy(connector.self);
    batch.release(batch.owner); // beyond its exchange and its connector
    BOOST_TEST(check.outstanding().nothing());
    BOOST_TEST(test::script::current().batches_released == 1);
    BOOST_TEST(test::script::current().destroyed == 1);
    BOOST_TEST(reported() == lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_36_a_call_on_what_was_released_does_not_reach_the_plugin)
{
    start();
    exchange.release(exchange.self);
    BOOST_TEST((resume(DOVETAIL_EVENT_START).kind == unsigned{DOVETAIL_STEP_FAILED}));
    BOOST_TEST(reported() == lines{"host A-36"}, boost::test_tools::per_element());
    connector.destroy(connector.self);
    connector.destroy(connector.self);
    BOOST_TEST(reported() == lines{"host A-36"}, boost::test_tools::per_element());
    BOOST_TEST(test::script::current().destroyed == 1);
}

BOOST_AUTO_TEST_CASE(a_65_a_second_release_is_found_and_not_followed)
{
    start();
    const dovetail_batch batch = *resume(DOVETAIL_EVENT_START).batch;
    batch.release(batch.owner);
    batch.release(batch.owner);
    exchange.release(exchange.self);
    exchange.release(exchange.self);
    BOOST_TEST(reported() == (lines{"host A-65", "host A-65"}), boost::test_tools::per_element());
    BOOST_TEST(test::script::current().batches_released == 1);
    BOOST_TEST(test::script::current().exchanges_released == 1);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_37_a_connector_is_not_destroyed_under_its_exchanges)
{
    start();
    connector.destroy(connector.self);
    BOOST_TEST(reported() == lines{"host A-37"}, boost::test_tools::per_element());
    BOOST_TEST(test::script::current().destroyed == 0);
    exchange.release(exchange.self);
    connector.destroy(connector.self);
    BOOST_TEST(test::script::current().destroyed == 1);
}

BOOST_AUTO_TEST_CASE(a_38_to_a_40_events_out_of_turn_do_not_reach_the_plugin)
{
    start();
    BOOST_TEST((resume(DOVETAIL_EVENT_RESUMED).kind == unsigned{DOVETAIL_STEP_FAILED}));
    BOOST_TEST(reported() == lines{"host A-38"}, boost::test_tools::per_element());
    resume(DOVETAIL_EVENT_START); // it is over
    BOOST_TEST(reported() == lines{"host A-40"}, boost::test_tools::per_element());
    exchange.release(exchange.self);
    connector.destroy(connector.self);

    start();
    const dovetail_batch batch = *resume(DOVETAIL_EVENT_START).batch;
    batch.release(batch.owner);
    resume(DOVETAIL_EVENT_RESPONSE); // the last step was a delivery
    BOOST_TEST(reported() == lines{"host A-39"}, boost::test_tools::per_element());
    exchange.release(exchange.self);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_70_names_of_headers_are_in_lower_case)
{
    test::script::current().resume = [](const dovetail_event&, dovetail_step& step) {
        static const dovetail_request request{
            sizeof(dovetail_request), 0, {"GET", 3}, {"/", 1}, nullptr, 0, {nullptr, 0}};
        step.kind = DOVETAIL_STEP_REQUEST;
        step.request = &request;
    };
    start();
    BOOST_TEST((resume(DOVETAIL_EVENT_START).kind == unsigned{DOVETAIL_STEP_REQUEST}));
    const dovetail_header header{{"ETag", 4}, {"1", 1}};
    auto event = event_of(DOVETAIL_EVENT_RESPONSE);
    event.headers = &header;
    event.header_count = 1;
    resume(event);
    BOOST_TEST(reported() == lines{"host A-70"}, boost::test_tools::per_element());
    exchange.release(exchange.self);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_47_an_operation_that_is_not_sound_does_not_reach_the_plugin)
{
    BOOST_REQUIRE(create() == DOVETAIL_OK);
    auto abilities = host::sized<dovetail_abilities>();
    connector.abilities(connector.self, &abilities);
    auto change = host::sized<dovetail_change>();
    change.action = DOVETAIL_UPDATE; // of which record?
    auto wanted = host::sized<dovetail_operation>();
    wanted.kind = DOVETAIL_OP_WRITE;
    wanted.changes = &change;
    wanted.change_count = 1;
    BOOST_TEST((begin(wanted) == unsigned{DOVETAIL_FAILED}));
    BOOST_TEST(reported() == lines{"host A-47"}, boost::test_tools::per_element());
    change.key = {"k", 1};
    const std::vector<dovetail_change> two{change, change}; // one is allowed
    wanted.changes = two.data();
    wanted.change_count = two.size();
    BOOST_TEST((begin(wanted) == unsigned{DOVETAIL_FAILED}));
    BOOST_TEST(reported() == lines{"host A-47"}, boost::test_tools::per_element());
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_35_two_calls_on_one_exchange_at_once_are_found)
{
    std::latch inside(1);
    std::latch go_on(1);
    test::script::current().resume = [&](const dovetail_event&, dovetail_step& step) {
        inside.count_down();
        go_on.wait();
        step.kind = DOVETAIL_STEP_DONE;
    };
    start();
    std::thread first([&] { resume(DOVETAIL_EVENT_START); });
    inside.wait();
    BOOST_TEST((resume(DOVETAIL_EVENT_RESUMED).kind == unsigned{DOVETAIL_STEP_FAILED}));
    go_on.count_down();
    first.join();
    BOOST_TEST(reported() == lines{"host A-35"}, boost::test_tools::per_element());
    exchange.release(exchange.self);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_35_an_exchange_is_not_resumed_from_within_itself)
{
    test::script::current().resume = [&](const dovetail_event&, dovetail_step& step) {
        resume(DOVETAIL_EVENT_RESUMED);
        step.kind = DOVETAIL_STEP_DONE;
    };
    start();
    BOOST_TEST((resume(DOVETAIL_EVENT_START).kind == unsigned{DOVETAIL_STEP_DONE}));
    BOOST_TEST(reported() == lines{"host A-35"}, boost::test_tools::per_element());
    exchange.release(exchange.self);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_42_an_exception_ends_the_exchange_and_not_the_host)
{
    test::script::current().resume = [](const dovetail_event&, dovetail_step&) {
        throw std::runtime_error("thrown across");
    };
    start();
    const dovetail_step step = resume(DOVETAIL_EVENT_START);
    BOOST_REQUIRE(step.kind == unsigned{DOVETAIL_STEP_FAILED});
    BOOST_TEST((step.error->error_class == unsigned{DOVETAIL_ERROR_BUG}));
    const std::string message(host::view(step.error->message));
    BOOST_TEST(message == "the plugin probe 1 (generation 1) broke rule A-42 of the contract "
                          "(docs/abi.md) in resume: an exception came across the boundary");
    BOOST_TEST(reported() == lines{"plugin A-42"}, boost::test_tools::per_element());
    exchange.release(exchange.self);
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_18_a_thread_of_the_plugins_own_shows_when_it_calls_its_host)
{
    test::script::current().create = [](const dovetail_host& seen) {
        seen.extension(seen.self, {"dovetail.log/1", 14});
        std::thread([&] { seen.extension(seen.self, {"dovetail.log/1", 14}); }).join();
    };
    BOOST_REQUIRE(create() == DOVETAIL_OK);
    BOOST_TEST(reported() == lines{"plugin A-18"}, boost::test_tools::per_element());
    connector.destroy(connector.self);
}

BOOST_AUTO_TEST_CASE(a_breach_comes_out_of_a_host_as_an_error_a_line_and_a_finding_that_name_it)
{
    test::loading with{.how = host::checking::on};
    const auto loaded = with.load({});
    BOOST_REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
    const auto made = host::connector_plugin::of(*loaded)->create({R"({"mode":"twins"})", {}, {}});
    BOOST_REQUIRE(made);
    auto wanted = host::sized<dovetail_operation>();
    wanted.kind = DOVETAIL_OP_FETCH;
    auto answer = event_of(DOVETAIL_EVENT_RESPONSE);
    answer.status = 200;
    const std::string sentence =
        "the plugin test.probe 1.0.0 (generation " + std::to_string((*loaded)->generation()) +
        ") broke rule A-12 of the contract (docs/abi.md) in resume: two fields with the same name "
        "among the fields (element 0)";
    for (int time = 0; time < 3; ++time) {
        auto begun = (*made)->begin(wanted);
        BOOST_REQUIRE(begun);
        BOOST_TEST((begun->resume(event_of(DOVETAIL_EVENT_START)).kind ==
                    unsigned{DOVETAIL_STEP_REQUEST}));
        const auto step = begun->resume(answer);
        BOOST_TEST((step.failure.kind == host::error_class::bug));
        BOOST_TEST(step.failure.message == sentence);
    }
    BOOST_TEST(with.log.contains(sentence));
    for (const char* words : {"rule=A-12", "by=plugin", "call=resume", "seen=2"})
        BOOST_TEST(with.log.contains(words), words);
    BOOST_TEST(!with.log.contains("seen=3"));
    const auto findings = with.host->findings().all();
    BOOST_REQUIRE_EQUAL(findings.size(), 1u);
    BOOST_TEST(findings[0].count == 3u);
    BOOST_TEST(host::to_string(findings[0]) == sentence);
}

BOOST_AUTO_TEST_CASE(what_is_not_checked_runs_and_what_would_crash_a_host_is_a_finding_all_the_same)
{
    test::loading with{.how = host::checking::off};
    const auto loaded = with.load({});
    const auto last_step = [&](const std::string& mode) {
        const auto made =
            host::connector_plugin::of(*loaded)->create({R"({"mode":")" + mode + "\"}", {}, {}});
        auto wanted = host::sized<dovetail_operation>();
        wanted.kind = DOVETAIL_OP_FETCH;
        auto begun = (*made)->begin(wanted);
        begun->resume(event_of(DOVETAIL_EVENT_START));
        return begun->resume(event_of(DOVETAIL_EVENT_RESPONSE)).kind;
    };
    BOOST_TEST((last_step("twins") == unsigned{DOVETAIL_STEP_DELIVER}));
    BOOST_TEST(with.host->findings().all().empty());
    BOOST_TEST((last_step("no_key") == unsigned{DOVETAIL_STEP_FAILED}));
    BOOST_REQUIRE_EQUAL(with.host->findings().all().size(), 1u);
    BOOST_TEST(with.host->findings().all()[0].rule == "A-60");
}

BOOST_AUTO_TEST_CASE(a_rule_that_the_host_breaks_fails_the_call_and_not_the_process)
{
    test::loading with{.how = host::checking::on};
    const auto loaded = with.load({});
    const auto made = host::connector_plugin::of(*loaded)->create({"{}", {}, {}});
    auto wanted = host::sized<dovetail_operation>();
    wanted.kind = DOVETAIL_OP_FETCH;
    auto begun = (*made)->begin(wanted);
    const auto step = begun->resume(event_of(DOVETAIL_EVENT_RESUMED)); // before START
    BOOST_TEST((step.failure.kind == host::error_class::bug));
    BOOST_TEST((step.failure.message.find("this host, towards the plugin test.probe 1.0.0") == 0));
    BOOST_REQUIRE_EQUAL(with.host->findings().all().size(), 1u);
    BOOST_TEST((with.host->findings().all()[0].by == host::party::host));
    BOOST_TEST(with.log.contains("by=host"));
}

BOOST_AUTO_TEST_CASE(the_manifest_goes_before_the_build)
{
    BOOST_TEST((host::checking_for(false) == host::checking::off));
    BOOST_TEST((host::checking_for(true) == host::checking::on));
}

BOOST_AUTO_TEST_SUITE_END()
