// SPDX-License-Identifier: Apache-2.0
#include "side_fixture.hpp"
#include "support/http_server.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>

namespace dovetail {
namespace {

namespace asio = boost::asio;
using host::error_class;
using std::chrono::milliseconds;
using test::ask;
using test::fake_connector;
using test::fake_exchange;
using test::fetch_all;
using test::http_server;
using test::received_request;
using test::server_connection;
using test::three_pages;

using fixture = test::side_fixture;

std::vector<dovetail_change> changes_of(std::size_t count)
{
    dovetail_change change{};
    change.struct_size = sizeof change;
    return std::vector<dovetail_change>(count, change);
}

/// The error a fetch ends with when its exchange reacts like this.
host::error fault_of(fixture& in, std::vector<test::reaction> reactions)
{
    http_server server(http_server::each(
        [](server_connection& to, const received_request&) { to.respond(200, "ok"); }));
    fake_connector connector([&](const dovetail_operation&) { return reactions; });
    const auto side = in.open(server.url(), connector);
    const auto all = test::run(in.context, fetch_all(*side));
    BOOST_TEST(connector.counts->released == connector.counts->begun);
    BOOST_TEST(connector.counts->after_end == 0);
    BOOST_TEST(connector.counts->batches_alive == 0);
    return all.fault.value_or(host::error{error_class::none, {}, {}});
}

/// Answers of a server in turn; the last one for ever.
struct answers
{
    std::vector<std::function<void(server_connection&)>> list;
    std::atomic<std::size_t> next{0};

    http_server::script script()
    {
        return http_server::each([this](server_connection& to, const received_request&) {
            list[std::min(next++, list.size() - 1)](to);
        });
    }
};

std::function<void(server_connection&)> status(int code, std::string retry_after = {})
{
    return [code, retry_after](server_connection& to) {
        if (retry_after.empty())
            to.respond(code, "key");
        else
            to.respond(code, "key", {{"Retry-After", retry_after}});
    };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection, fixture)

BOOST_AUTO_TEST_CASE(a_fetch_delivers_its_pages_in_order_with_bearer_authorisation)
{
    std::vector<std::string> authorisations;
    std::string agent;
    http_server server(http_server::each([&](server_connection& to, const received_request& what) {
        authorisations.push_back(what.header("authorization"));
        agent = what.header("user-agent");
        to.respond(200, what.target);
    }));
    fake_connector connector(three_pages);
    host::connection_settings settings;
    settings.auth.type = host::auth_type::bearer;
    settings.auth.token = secret_file("a-constant-token");
    const auto side = open(server.url(), connector, settings);

    const auto all = test::run(context, fetch_all(*side));
    BOOST_TEST(agent == "test_host/1.2.3"); // the host that loaded the plugin

    BOOST_TEST(!all.fault);
    BOOST_TEST(all.keys == (std::vector<std::string>{"/page/0", "/page/1", "/page/2"}),
               boost::test_tools::per_element());
    BOOST_TEST(all.last_cursor == "3");
    BOOST_TEST(authorisations == std::vector<std::string>(3, "Bearer a-constant-token"),
               boost::test_tools::per_element());
    BOOST_TEST(server.connections() == 1);
    BOOST_TEST(connector.counts->released == 1);
    BOOST_TEST(connector.counts->cancelled == 0);
    BOOST_TEST(connector.counts->batches_alive == 0);
}

BOOST_AUTO_TEST_CASE(a_write_with_client_credentials_gives_one_outcome_for_each_change)
{
    http_server server(http_server::each([&](server_connection& to, const received_request& what) {
        if (what.target == "/token")
            return to.respond(200, R"({"access_token":"token-0001","expires_in":3600})");
        to.respond(what.header("authorization") == "Bearer token-0001" ? 200 : 403, "ok");
    }));
    fake_connector connector([](const dovetail_operation& operation) {
        return ask(
            "POST", "/batch",
            [count = operation.change_count](fake_exchange& self, const dovetail_event& event,
                                             dovetail_step& step) {
                if (event.status != 200)
                    return self.fail(step, DOVETAIL_ERROR_BUG, "unexpected_status");
                self.deliver_outcomes(step, count);
            },
            false);
    });
    host::connection_settings settings;
    settings.auth.type = host::auth_type::oauth2_client_credentials;
    settings.auth.token_url = server.url() + "/token";
    settings.auth.client_id = "client";
    settings.auth.client_secret = secret_file("client-secret-value");
    const auto side = open(server.url(), connector, settings);
    std::vector<dovetail_change> changes(3);
    for (auto& each : changes)
        each.struct_size = sizeof each;

    const auto outcomes = test::run(context, side->write(changes, host::urgency::edit));

    BOOST_REQUIRE_MESSAGE(outcomes.has_value(), (outcomes ? "" : outcomes.error().message));
    BOOST_TEST(outcomes->get().outcome_count == 3u);
}

BOOST_AUTO_TEST_CASE(a_fetch_goes_on_from_the_last_delivered_cursor_after_a_passing_fault)
{
    std::atomic<int> faults{0};
    std::mutex mutex;
    std::vector<std::string> targets;
    http_server server(http_server::each([&](server_connection& to, const received_request& what) {
        const std::lock_guard lock(mutex);
        targets.push_back(what.target);
        if (what.target == "/page/1" && faults++ < 2) return to.respond(500, "no");
        to.respond(200, what.target);
    }));
    fake_connector connector(three_pages);
    const auto side = open(server.url(), connector);
    const auto all = test::run(context, fetch_all(*side));
    BOOST_TEST(!all.fault);
    BOOST_TEST(all.keys.size() == 3u);
    BOOST_TEST(targets == (std::vector<std::string>{"/page/0", "/page/1", "/page/1", "/page/1",
                                                    "/page/2"}),
               boost::test_tools::per_element());
    BOOST_TEST(connector.counts->begun == 3);
    BOOST_TEST(log.count("trying again") == 2u);
}

BOOST_AUTO_TEST_CASE(retries_end_after_max_attempts_and_wait_with_full_jitter)
{
    answers server_says{{status(500)}};
    http_server server(server_says.script());
    fake_connector connector(three_pages);
    world.chances = {1.0, 0.5, 0.0, 0.25};
    const auto side = open(server.url(), connector);
    const auto all = test::run(context, fetch_all(*side));
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_TEST(all.fault->code == "page_failed");
    BOOST_TEST(connector.counts->begun == 5);
    std::vector<long> waits;
    for (const auto each : world.sleeps())
        waits.push_back(static_cast<long>(each.count()));
    BOOST_TEST(waits == (std::vector<long>{500, 500, 0, 1000}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_repeatable_request_survives_one_503_without_the_plugin_seeing_it)
{
    answers server_says{{status(503, "2"), status(200)}};
    http_server server(server_says.script());
    fake_connector connector(test::one_request);
    const auto side = open(server.url(), connector);
    BOOST_TEST(test::run(context, fetch_all(*side)).keys.size() == 1u);
    BOOST_TEST(connector.counts->begun == 1);
    const auto sleeps = world.sleeps();
    BOOST_TEST((std::find(sleeps.begin(), sleeps.end(), milliseconds{2'000}) != sleeps.end()));
}

BOOST_AUTO_TEST_CASE(p1_a_write_is_never_repeated_by_the_host)
{
    std::atomic<int> requests{0};
    http_server server([&](server_connection& to) {
        if (!to.read_request()) return;
        ++requests;
        to.reset();
    });
    std::atomic<std::uint32_t> told{99};
    fake_connector connector([&](const dovetail_operation& operation) {
        return ask(
            "POST", "/batch",
            [&, count = operation.change_count](fake_exchange& self, const dovetail_event& event,
                                                dovetail_step& step) {
                told = event.kind == DOVETAIL_EVENT_TRANSPORT_FAILED ? event.sent : 98;
                self.deliver_outcomes(step, count, DOVETAIL_UNKNOWN);
            },
            false);
    });
    const auto side = open(server.url(), connector);
    const auto changes = changes_of(2);
    const auto outcomes = test::run(context, side->write(changes, host::urgency::edit));
    BOOST_REQUIRE(outcomes.has_value());
    BOOST_TEST(requests == 1);
    BOOST_TEST(told == std::uint32_t{DOVETAIL_SENT_MAYBE});
}

BOOST_AUTO_TEST_CASE(a_429_pauses_the_whole_connection_for_its_retry_after)
{
    answers server_says{{status(429, "7"), status(200)}};
    http_server server(server_says.script());
    fake_connector connector(test::one_request);
    const auto side = open(server.url(), connector);
    BOOST_TEST(test::run(context, fetch_all(*side)).keys.size() == 1u);
    const auto sleeps = world.sleeps();
    BOOST_TEST((std::find(sleeps.begin(), sleeps.end(), milliseconds{7'000}) != sleeps.end()));
    BOOST_TEST(log.count("slowing down") == 1u);
}

BOOST_AUTO_TEST_CASE(a_pause_longer_than_anybody_waits_is_an_error_that_says_how_long)
{
    answers server_says{{status(429, "3600"), status(200)}};
    http_server server(server_says.script());
    fake_connector connector(test::one_request);
    real_time = true;
    host::connection_settings settings;
    settings.retry.first_delay = milliseconds{1};
    const auto side = open(server.url(), connector, settings);
    const auto all = test::run(context, fetch_all(*side));
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_CHECK(all.fault->kind == error_class::throttled);
    BOOST_TEST(all.fault->retry_after.count() > 3'000'000);
}

BOOST_AUTO_TEST_CASE(p5_usage_that_a_plugin_reports_reaches_the_budget_and_is_logged_once)
{
    http_server server(http_server::each(
        [](server_connection& to, const received_request&) { to.respond(200, "ok"); }));
    fake_connector connector([](const dovetail_operation&) {
        return ask("GET", "/once",
                   [](fake_exchange& self, const dovetail_event&, dovetail_step& step) {
                       self.deliver(step, {"key"}, "1");
                       step.usage = {sizeof step.usage, 1, 850, 1000};
                   });
    });
    const auto side = open(server.url(), connector);
    BOOST_TEST(!side->budget().known);
    for (int count = 0; count < 3; ++count)
        test::run(context, fetch_all(*side));
    BOOST_TEST(side->budget().known);
    BOOST_TEST(side->budget().used >= 850u);
    BOOST_TEST(side->budget().limit == 1000u);
    BOOST_TEST(side->budget().sent == 3u);
    BOOST_TEST(!side->budget().short_of);
    BOOST_TEST(log.count("budget gets short") == 1u);
}

BOOST_AUTO_TEST_CASE(p5_backfill_is_held_at_95_percent_while_edits_go_on_and_resumes_below_75)
{
    http_server server(http_server::each(
        [](server_connection& to, const received_request&) { to.respond(200, "ok"); }));
    std::atomic<std::uint64_t> used{950};
    fake_connector connector([&](const dovetail_operation&) {
        return ask("GET", "/once",
                   [&](fake_exchange& self, const dovetail_event&, dovetail_step& step) {
                       self.deliver(step, {"key"}, "1");
                       step.usage = {sizeof step.usage, 1, used, 1000};
                   });
    });
    // Real time: the probe of a held backfill comes after minutes, not within this test.
    real_time = true;
    const auto made = open(server.url(), connector);
    auto& side = *made;
    host::fetch_request edit;
    edit.priority = host::urgency::edit;
    host::fetch_request backfill;
    backfill.priority = host::urgency::backfill;
    test::run(context, fetch_all(side, edit));
    BOOST_TEST(side.budget().short_of);

    bool backfill_done = false;
    asio::co_spawn(asio::make_strand(context), fetch_all(side, backfill),
                   [&](std::exception_ptr, const test::fetched& all) {
                       backfill_done = all.keys.size() == 1;
                       context.stop();
                   });
    BOOST_TEST(test::run(context, fetch_all(side, edit)).keys.size() == 1u);
    BOOST_TEST(!backfill_done);
    used = 700;
    BOOST_TEST(test::run(context, fetch_all(side, edit)).keys.size() == 1u);
    context.restart();
    if (!backfill_done) context.run();
    BOOST_TEST(backfill_done);
    BOOST_TEST(log.count("backfill waits") == 1u);
    BOOST_TEST(log.count("backfill goes on") == 1u);
}

BOOST_AUTO_TEST_CASE(p5_the_own_daily_limit_is_an_error_that_says_when_it_ends)
{
    http_server server(http_server::each(
        [](server_connection& to, const received_request&) { to.respond(200, "ok"); }));
    fake_connector connector(three_pages);
    host::connection_settings settings;
    settings.budget.daily_requests = 2;
    // Real time: scripted time would let the day pass while the budget is probed.
    real_time = true;
    const auto side = open(server.url(), connector, settings);
    const auto all = test::run(context, fetch_all(*side));
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_CHECK(all.fault->kind == error_class::throttled);
    BOOST_TEST(all.fault->code == "budget_exhausted");
    BOOST_TEST(all.fault->retry_after.count() > 0);
    BOOST_TEST(all.keys.size() == 2u);
}

BOOST_AUTO_TEST_CASE(one_page_is_read_ahead_and_no_more)
{
    std::atomic<int> requests{0};
    http_server server(http_server::each([&](server_connection& to, const received_request& what) {
        ++requests;
        to.respond(200, what.target);
    }));
    fake_connector connector(three_pages);
    const auto side = open(server.url(), connector);
    auto pages = side->fetch({});
    const auto first = test::run(context, pages->next());
    BOOST_REQUIRE((first && *first));
    context.restart();
    context.run_for(milliseconds{200});
    BOOST_TEST(requests == 2);
    pages.reset();
    context.restart();
    context.poll();
    BOOST_TEST(connector.counts->cancelled == 1);
    BOOST_TEST(connector.counts->released == 1);
}

BOOST_AUTO_TEST_CASE(p8_a_plugin_that_breaks_the_contract_is_named_and_harms_nothing)
{
    const auto is_bug = [&](std::vector<test::reaction> reactions) {
        const auto fault = fault_of(*this, std::move(reactions));
        BOOST_TEST(fault.message.find("fake 1.0.0") != std::string::npos, fault.message);
        return fault.kind == error_class::bug && fault.code == "plugin_contract";
    };
    using step_of = std::function<void(fake_exchange&, dovetail_step&)>;
    const auto reacts = [](step_of what) {
        return std::vector<test::reaction>{[what](fake_exchange& self, const dovetail_event&,
                                                  dovetail_step& step) { what(self, step); }};
    };
    BOOST_TEST(is_bug(reacts([](auto&, auto& step) { step.kind = 77; })));
    BOOST_TEST(is_bug(reacts([](auto&, auto& step) { step.kind = DOVETAIL_STEP_REQUEST; })));
    BOOST_TEST(is_bug(reacts([](auto&, auto& step) { step.kind = DOVETAIL_STEP_DELIVER; })));
    BOOST_TEST(is_bug(reacts([](auto&, auto& step) { step.kind = DOVETAIL_STEP_FAILED; })));
    BOOST_TEST(is_bug(reacts([](auto& self, auto& step) {
        self.request(step, "GET", "/x");
        self.last_request.struct_size = 8;
    })));
    BOOST_TEST(
        is_bug(reacts([](auto& self, auto& step) { self.request(step, "GET", "no-slash"); })));
    BOOST_TEST(is_bug(reacts([](auto& self, auto& step) {
        self.request(step, "GET", "/x");
        self.last_request.header_count = 3;
    })));
    BOOST_TEST(is_bug(reacts([](auto& self, auto& step) {
        self.request(step, "POST", "/x");
        self.last_request.body = {nullptr, 10};
    })));
    BOOST_TEST(is_bug(reacts([](auto& self, auto& step) { self.deliver_outcomes(step, 1); })));
    BOOST_TEST(is_bug(reacts([](auto& self, auto& step) {
        self.deliver(step, {"key"}, "1");
        self.last_batch.records = nullptr;
    })));
    BOOST_TEST(is_bug(reacts([](auto& self, auto& step) { self.deliver(step, {""}, "1"); })));
    BOOST_TEST(is_bug(reacts([](auto&, auto& step) {
        step.kind = DOVETAIL_STEP_WAIT;
        step.wait_ms = ~std::uint64_t{0};
    })));
}

BOOST_AUTO_TEST_CASE(p8_an_exchange_that_never_ends_is_stopped)
{
    std::vector<test::reaction> endless(
        1'500, [](fake_exchange& self, const dovetail_event&, dovetail_step& step) {
            self.request(step, "GET", "/again");
        });
    const auto fault = fault_of(*this, std::move(endless));
    BOOST_CHECK(fault.kind == error_class::bug);
    BOOST_TEST(fault.message.find("1000 requests") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p8_outcomes_must_match_the_changes_in_number)
{
    http_server server(http_server::each(
        [](server_connection& to, const received_request&) { to.respond(200, "ok"); }));
    const auto changes = changes_of(3);
    for (const std::size_t delivered : {2u, 4u, 0u}) {
        fake_connector connector([&](const dovetail_operation&) {
            return ask("POST", "/x",
                       [&](fake_exchange& self, const dovetail_event&, dovetail_step& step) {
                           self.deliver_outcomes(step, delivered);
                       });
        });
        const auto side = open(server.url(), connector);
        const auto outcomes = test::run(context, side->write(changes, host::urgency::edit));
        BOOST_REQUIRE(outcomes.has_error());
        BOOST_CHECK(outcomes.error().kind == error_class::bug);
        BOOST_TEST(connector.counts->batches_alive == 0);
    }
    fake_connector silent(
        [](const dovetail_operation&) { return ask("POST", "/x", test::finish); });
    const auto side = open(server.url(), silent);
    const auto none = test::run(context, side->write(changes, host::urgency::edit));
    BOOST_CHECK(none.error().kind == error_class::bug);
}

BOOST_AUTO_TEST_CASE(redirects_end_the_exchange_with_an_error_for_the_operator)
{
    http_server server(http_server::each([](server_connection& to, const received_request&) {
        to.respond(301, "", {{"Location", "https://elsewhere.example.com/"}});
    }));
    fake_connector connector(test::one_request);
    const auto side = open(server.url(), connector);
    const auto all = test::run(context, fetch_all(*side));
    BOOST_REQUIRE(all.fault.has_value());
    BOOST_CHECK(all.fault->kind == error_class::config);
    BOOST_TEST(all.fault->code == "redirect_refused");
    BOOST_TEST(connector.counts->cancelled == 1);
}

BOOST_AUTO_TEST_CASE(cursors_and_listening_are_the_plugins_to_accept)
{
    fake_connector connector(test::one_request);
    const auto side = open("http://127.0.0.1:1", connector);
    const std::vector<std::uint8_t> cursor{1, 2};
    BOOST_TEST(side->accepts_cursor(cursor).has_value());
    BOOST_CHECK(side->accepts_cursor({}).error().kind == error_class::gone);
    BOOST_CHECK(test::run(context, side->listen(cursor)).error().kind == error_class::config);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dovetail
