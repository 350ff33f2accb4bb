// SPDX-License-Identifier: Apache-2.0
// What every operation has in common: failures, abilities, profiles, cancellation.
#include "connector_harness.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;
namespace kit = dovetail::kit;

namespace {

struct fixture
{
    connector_under_test connector{};
};

std::string refusal(std::string_view configuration)
{
    try {
        connector_under_test accepted(configuration);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

/// Resumes an exchange up to its n-th step, cancels it there, and says what it answered.
std::uint32_t cancelled_at(const dovetail_connector& connector, const dovetail_operation& wanted,
                           int steps, const std::string& body)
{
    dovetail_error error{};
    error.struct_size = sizeof error;
    dovetail_exchange exchange{};
    exchange.struct_size = sizeof exchange;
    BOOST_REQUIRE(connector.begin(connector.self, &wanted, &exchange, &error) == DOVETAIL_OK);
    dovetail_step step{};
    for (int i = 0; i <= steps; ++i) {
        dovetail_event event{};
        event.struct_size = sizeof event;
        event.kind = i == 0 ? DOVETAIL_EVENT_START : DOVETAIL_EVENT_RESUMED;
        if (step.kind == DOVETAIL_STEP_REQUEST) event.kind = DOVETAIL_EVENT_RESPONSE;
        if (i == steps) event.kind = DOVETAIL_EVENT_CANCELLED;
        event.status = 200;
        event.body = kit::borrow_bytes(body);
        step = {};
        step.struct_size = sizeof step;
        exchange.resume(exchange.self, &event, &step);
        if (step.batch != nullptr) step.batch->release(step.batch->owner);
        if (step.outcomes != nullptr) step.outcomes->release(step.outcomes->owner);
        if (step.kind == DOVETAIL_STEP_DONE || step.kind == DOVETAIL_STEP_FAILED) break;
    }
    exchange.release(exchange.self);
    return step.kind;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(conduct, fixture)

BOOST_AUTO_TEST_CASE(abilities_are_those_of_the_contract)
{
    const auto can = connector.abilities();
    BOOST_TEST(can.can == (DOVETAIL_CAN_CREATE_IDEMPOTENTLY | DOVETAIL_CAN_UPDATE_CONDITIONALLY |
                           DOVETAIL_CAN_DELETE_CONDITIONALLY | DOVETAIL_CAN_LISTEN));
    BOOST_TEST(can.max_write_batch == 200u);
    BOOST_TEST(can.max_lookup_batch == 1000u);
    BOOST_TEST(can.tombstone_horizon_ms == 7'776'000'000u);
    BOOST_TEST(can.revision_step_us == 1u);
    BOOST_TEST(can.overlap_ms == 5'000u);
}

BOOST_AUTO_TEST_CASE(the_account_becomes_a_fact)
{
    const auto said = connector.check(script(
        {{200, R"({"id":"acc_1","name":"Analytical","activity_detail_template":"{{x}}"})"}}));
    BOOST_TEST(said.requests[0].target == "/v1/account");
    const auto fact = said.records().at(0);
    BOOST_TEST(fact.key == "org");
    BOOST_TEST(fact.fields.at("id").text == "acc_1");
    BOOST_TEST(fact.fields.at("activity_detail_template").text == "{{x}}");
    BOOST_TEST(connector.check(script({{200, "<html>"}})).error.code == "malformed_answer");
    BOOST_TEST(connector.check(script({{200, "{}"}})).failed);
}

BOOST_AUTO_TEST_CASE(p8_every_status_of_a_whole_request_has_its_class)
{
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> table{
        {301, DOVETAIL_ERROR_CONFIG},    {400, DOVETAIL_ERROR_BUG},
        {401, DOVETAIL_ERROR_AUTH},      {403, DOVETAIL_ERROR_AUTH},
        {404, DOVETAIL_ERROR_CONFIG},    {405, DOVETAIL_ERROR_CONFIG},
        {408, DOVETAIL_ERROR_RETRYABLE}, {409, DOVETAIL_ERROR_CONFLICT},
        {410, DOVETAIL_ERROR_GONE},      {412, DOVETAIL_ERROR_CONFLICT},
        {418, DOVETAIL_ERROR_BUG},       {425, DOVETAIL_ERROR_RETRYABLE},
        {429, DOVETAIL_ERROR_THROTTLED}, {500, DOVETAIL_ERROR_RETRYABLE},
        {502, DOVETAIL_ERROR_RETRYABLE}, {503, DOVETAIL_ERROR_RETRYABLE},
        {504, DOVETAIL_ERROR_RETRYABLE}, {599, DOVETAIL_ERROR_RETRYABLE}};
    for (const auto& [status, error_class] : table) {
        for (const auto* body : {"", "<html>Oops</html>", "{", "[]", R"({"title":7})"}) {
            const auto said = connector.fetch(script({{status, body}}));
            BOOST_TEST(said.failed);
            BOOST_TEST(said.error.error_class == error_class, status);
            BOOST_TEST(said.error.code == "http_" + std::to_string(status));
            BOOST_TEST(contains(said.error.message, "read changes"));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_html_page_survives_as_the_servers_text_shortened)
{
    const auto said = connector.fetch(script({{503, "<html>" + std::string(100'000, 'x')}}));
    BOOST_TEST(said.error.server_text.size() == 2'000u);
    BOOST_TEST(said.error.server_text.starts_with("<html>"));
}

BOOST_AUTO_TEST_CASE(retry_after_is_seconds_or_a_date)
{
    const auto delay = [this](const std::string& value) {
        return connector.fetch(script({{429, "", {{"retry-after", value}}}})).error.retry_after_ms;
    };
    BOOST_TEST(delay("7") == 7'000u);
    BOOST_TEST(delay("Thu, 01 Jan 2026 00:00:30 GMT") == 30'000u);
    BOOST_TEST(delay("Thu, 01 Jan 2025 00:00:30 GMT") == 0u);
    BOOST_TEST(delay("soon") == 0u);
    BOOST_TEST(delay("99999999999999999999999") == 86'400'000u);
}

BOOST_AUTO_TEST_CASE(no_answer_is_retryable)
{
    const auto said = connector.fetch(script({reply::lost()}));
    BOOST_TEST(said.error.error_class == DOVETAIL_ERROR_RETRYABLE);
    BOOST_TEST(contains(said.error.message, "connection reset"));
}

BOOST_AUTO_TEST_CASE(listening_ends_when_something_changed)
{
    const auto cursor =
        connector.fetch(script({{200, R"({"tasks":[],"next_cursor":"c 0","has_more":false})"}}))
            .pages.at(0)
            .cursor;
    const auto said = connector.listen(script({{200, R"({"changed":false,"cursor":"c1"})"},
                                               {200, R"({"changed":true,"cursor":"c2"})"}}),
                                       cursor);
    BOOST_TEST(!said.failed);
    BOOST_TEST(said.requests[0].target == "/v1/tasks/events?cursor=c%200&wait_s=25");
    BOOST_TEST(said.requests[1].target == "/v1/tasks/events?cursor=c1&wait_s=25");
    // The server did not hold the first one back, so the second one was not sent at once.
    BOOST_TEST(said.waits.size() == 1u);
}

BOOST_AUTO_TEST_CASE(listening_ends_by_itself_after_a_while_and_fails_on_nonsense)
{
    const auto said = connector.listen([](const sent_request&) {
        return reply{200, R"({"changed":false,"cursor":"c"})"};
    });
    BOOST_TEST(!said.failed);
    BOOST_TEST(said.requests.size() == 100u);
    BOOST_TEST(connector.listen(script({{200, "{}"}})).error.code == "malformed_answer");
}

BOOST_AUTO_TEST_CASE(a_profile_without_events_cannot_be_listened_to)
{
    const connector_under_test silent(R"({"paths": {"events": null}})");
    BOOST_TEST((silent.abilities().can & DOVETAIL_CAN_LISTEN) == 0u);
    BOOST_TEST(silent.listen(script({})).error.code == "unknown_operation");
}

BOOST_AUTO_TEST_CASE(another_server_is_met_by_data)
{
    const connector_under_test other(R"({
        "paths": {"changes": "/api/reminders", "batch": "/api/bulk"},
        "parameters": {"limit": "per_page"},
        "tasks": {"list": "items", "members": {
            "id": {"role": "value", "name": "number"}, "guid": {"role": "key"},
            "title": {"name": "name"}, "name": null}},
        "limits": {"page": 50}})");
    const auto said = other.fetch(
        script({{200, R"({"items":[{"id":7,"guid":"g1","title":"Call","name":"ignored"}],)"
                      R"("next_cursor":"c","has_more":false})"}}));
    BOOST_TEST(said.requests[0].target == "/api/reminders?per_page=50");
    BOOST_TEST(said.records().at(0).key == "g1");
    BOOST_TEST(said.records()[0].fields.at("name").text == "Call");
    BOOST_TEST(said.records()[0].fields.at("number").number == 7);
    const auto written = other.write({create("k", "New")}, script({{200, "{}"}}));
    BOOST_TEST(contains(written.requests[0].body, R"("title":"New")"));
}

BOOST_AUTO_TEST_CASE(p8_faults_in_a_profile_are_named_by_their_pointer)
{
    const std::vector<std::pair<std::string, std::string>> table{
        {"[]", "the configuration must be one JSON object"},
        {R"({"paths": {"batch": "v1"}})", "/paths/batch: must begin with '/'"},
        {R"({"paths": {"batch": null}})", "/paths/batch: must be given"},
        {R"({"tasks": {"members": {"id": null}}})", "/tasks/members: one of them must have"},
        {R"({"tasks": {"members": {"id": {"role": "kee"}}}})", "/tasks/members/id/role: must be"},
        {R"({"error_classes": {"x": "fatal"}})", "/error_classes/x: must be one of"},
        {R"({"limits": {"batch": 0}})", "/limits/batch: must be a whole number from 1"},
        {R"({"limits": {"page": null}})", "/limits/page: must be given"},
        {R"({"overlap_s": -1})", "/overlap_s: must be a whole number"},
        {R"({"events": null})", "/events: must be given"}};
    for (const auto& [configuration, message] : table)
        BOOST_TEST(contains(refusal(configuration), message),
                   configuration + " said: " + refusal(configuration));
}

BOOST_AUTO_TEST_CASE(an_exchange_can_be_cancelled_at_every_step)
{
    const asked_change change = create("k");
    const auto fields = change.borrowed_fields();
    dovetail_change wire{};
    wire.struct_size = sizeof wire;
    wire.action = DOVETAIL_CREATE;
    wire.idempotency_key = kit::borrow(change.idempotency_key);
    wire.fields = fields.data();
    wire.field_count = fields.size();
    const auto lookup = by_key("t1");
    const std::string body = R"({"id":"a","changed":false,"cursor":"c","results":[],"tasks":[],)"
                             R"("users":[],"next_cursor":"c","has_more":false})";
    for (const std::uint32_t kind : {DOVETAIL_OP_CHECK, DOVETAIL_OP_FETCH, DOVETAIL_OP_WRITE,
                                     DOVETAIL_OP_LOOKUP, DOVETAIL_OP_LISTEN}) {
        auto wanted = operation_of(kind);
        wanted.changes = &wire;
        wanted.change_count = 1;
        wanted.lookups = &lookup;
        wanted.lookup_count = 1;
        for (int steps = 0; steps < 3; ++steps) {
            const auto last = cancelled_at(connector.get(), wanted, steps, body);
            BOOST_TEST((last == DOVETAIL_STEP_FAILED || last == DOVETAIL_STEP_DONE));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
