// SPDX-License-Identifier: Apache-2.0
#include "examples/caldav_connector/support/server.hpp"

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;
using namespace dovetail::test;

namespace {

const std::string key = "/ada/tasks/1.ics";
const std::string text = "BEGIN:VCALENDAR\r\nX-CAL:1\r\nBEGIN:VTODO\r\nUID:1\r\nX-A;B=c:d\r\n"
                         "SUMMARY:old\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";

reply present(const std::string& body = text)
{
    return {200, body, {{"etag", "\"1\""}}};
}
reply stored(std::uint32_t status = 204)
{
    return {status, "", {{"etag", "\"2\""}}};
}

struct write_fixture : caldav_fixture
{
    std::vector<dovetail_field> fields{{kit::borrow("SUMMARY"), kit::text_value("new")}};

    conversation write(std::uint32_t action, const server& respond, std::string_view revision = {})
    {
        dovetail_change change{};
        change.struct_size = sizeof change;
        change.action = action;
        if (action == DOVETAIL_CREATE)
            change.idempotency_key = kit::borrow("tasks/l/1/1");
        else
            change.key = kit::borrow(key);
        change.revision = kit::borrow(revision);
        change.fields = fields.data();
        change.field_count = action == DOVETAIL_DELETE ? 0 : fields.size();
        auto operation = operation_of(DOVETAIL_OP_WRITE);
        operation.changes = &change;
        operation.change_count = 1;
        return converse(*connector, operation, respond);
    }
    conversation create(const server& respond)
    {
        fields.push_back({kit::borrow("calendar"), kit::text_value("/ada/tasks/")});
        auto said = write(DOVETAIL_CREATE, respond);
        fields.pop_back();
        return said;
    }
};

/// Answers a GET with the task and anything else with `written`.
server with_task(reply written)
{
    return [written = std::move(written)](const sent_request& request) {
        return request.method == "GET" ? present() : written;
    };
}

void expect(const conversation& said, unsigned result, unsigned kind = DOVETAIL_ERROR_NONE)
{
    BOOST_REQUIRE(said.outcomes.size() == 1u);
    BOOST_TEST(said.outcomes[0].result == result);
    BOOST_TEST(said.outcomes[0].error_class == kind);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(caldav_write, write_fixture)

BOOST_AUTO_TEST_CASE(a_create_is_put_once_under_a_name_made_of_its_key)
{
    const auto said = create([](const sent_request&) { return stored(201); });
    BOOST_REQUIRE(said.requests.size() == 1u);
    const auto& put = said.requests[0];
    BOOST_TEST(put.method == "PUT");
    BOOST_TEST(put.target == "/ada/tasks/dovetail.tasks.l.1.1.ics");
    BOOST_TEST(put.headers.at("if-none-match") == "*");
    BOOST_TEST(contains(put.body, "UID:dovetail.tasks.l.1.1\r\n"));
    BOOST_TEST(contains(put.body, "SUMMARY:new\r\n"));
    expect(said, DOVETAIL_APPLIED);
    BOOST_TEST(said.outcomes[0].key == put.target);
    BOOST_TEST(said.outcomes[0].revision == "\"2\"");
}

BOOST_AUTO_TEST_CASE(a_create_that_came_through_before_is_looked_up)
{
    expect(create([](const sent_request&) {
               return reply{412, ""};
           }),
           DOVETAIL_UNKNOWN, DOVETAIL_ERROR_RETRYABLE);
    expect(create([](const sent_request&) { return refusal(409, "no-uid-conflict"); }),
           DOVETAIL_UNKNOWN, DOVETAIL_ERROR_RETRYABLE);
}

BOOST_AUTO_TEST_CASE(a_create_for_nobody_is_refused_without_a_request)
{
    const auto said = write(DOVETAIL_CREATE, [](const sent_request&) { return stored(); });
    BOOST_TEST(said.requests.empty());
    expect(said, DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_REJECTED);
}

BOOST_AUTO_TEST_CASE(an_update_changes_its_property_and_leaves_every_other_byte)
{
    const auto said = write(DOVETAIL_UPDATE, with_task(stored()));
    BOOST_REQUIRE(said.requests.size() == 2u);
    const auto& put = said.requests[1];
    BOOST_TEST(put.headers.at("if-match") == "\"1\"");
    BOOST_TEST(put.body == "BEGIN:VCALENDAR\r\nX-CAL:1\r\nBEGIN:VTODO\r\nUID:1\r\nX-A;B=c:d\r\n"
                           "SUMMARY:new\r\nLAST-MODIFIED:20260101T000000Z\r\n"
                           "DTSTAMP:20260101T000000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n");
    expect(said, DOVETAIL_APPLIED);
    BOOST_TEST(said.outcomes[0].revision == "\"2\"");
}

BOOST_AUTO_TEST_CASE(an_update_that_changes_nothing_writes_nothing)
{
    fields[0].value = kit::text_value("old");
    const auto said = write(DOVETAIL_UPDATE, with_task(stored()));
    BOOST_TEST(said.requests.size() == 1u);
    expect(said, DOVETAIL_APPLIED);
    BOOST_TEST(said.outcomes[0].revision == "\"1\"");
}

BOOST_AUTO_TEST_CASE(an_update_of_another_revision_is_a_conflict)
{
    const auto said = write(DOVETAIL_UPDATE, with_task(stored()), "\"0\"");
    BOOST_TEST(said.requests.size() == 1u);
    expect(said, DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_CONFLICT);
    const auto overtaken = write(DOVETAIL_UPDATE, with_task(reply{412, ""}), "\"1\"");
    BOOST_TEST(overtaken.requests.size() == 2u);
    expect(overtaken, DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_CONFLICT);
}

BOOST_AUTO_TEST_CASE(an_update_without_a_condition_is_tried_again_but_not_for_ever)
{
    int puts = 0;
    const auto said = write(DOVETAIL_UPDATE, [&puts](const sent_request& request) {
        if (request.method == "GET") return present();
        return ++puts == 1 ? reply{412, ""} : stored();
    });
    BOOST_TEST(said.requests.size() == 4u);
    expect(said, DOVETAIL_APPLIED);
    const auto never = write(DOVETAIL_UPDATE, with_task(reply{412, ""}));
    BOOST_TEST(never.requests.size() == 6u);
    expect(never, DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_CONFLICT);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_changed_safely_is_refused)
{
    const auto against = [this](reply shown) {
        return write(DOVETAIL_UPDATE, [shown](const sent_request&) { return shown; });
    };
    expect(against({404, ""}), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_GONE);
    expect(against({200, text}), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_REJECTED); // no ETag
    expect(against(present("<html>")), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_REJECTED);
    expect(against(present("BEGIN:VCALENDAR\nEND:VCALENDAR\n")), DOVETAIL_NOT_APPLIED,
           DOVETAIL_ERROR_REJECTED);
    for (std::size_t size = 0; size < text.size() - 2; ++size)
        expect(against(present(text.substr(0, size))), DOVETAIL_NOT_APPLIED,
               DOVETAIL_ERROR_REJECTED);
    expect(against(reply::lost()), DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_RETRYABLE);
}

BOOST_AUTO_TEST_CASE(a_write_without_an_answer_is_unknown_and_one_never_sent_is_not)
{
    expect(create([](const sent_request&) { return reply::lost(); }), DOVETAIL_UNKNOWN,
           DOVETAIL_ERROR_RETRYABLE);
    expect(create([](const sent_request&) { return reply::unsent(); }), DOVETAIL_NOT_APPLIED,
           DOVETAIL_ERROR_RETRYABLE);
    expect(write(DOVETAIL_UPDATE, with_task(reply{500, "<html>"})), DOVETAIL_UNKNOWN,
           DOVETAIL_ERROR_RETRYABLE);
    expect(write(DOVETAIL_DELETE, with_task(reply{503, ""})), DOVETAIL_UNKNOWN,
           DOVETAIL_ERROR_RETRYABLE);
}

BOOST_AUTO_TEST_CASE(a_refusal_concerns_its_task_alone_but_for_one_of_the_user)
{
    for (const std::uint32_t status : {400u, 403u, 409u, 413u, 415u})
        expect(write(DOVETAIL_UPDATE, with_task(reply{status, "no"})), DOVETAIL_NOT_APPLIED,
               DOVETAIL_ERROR_REJECTED);
    const auto throttled =
        write(DOVETAIL_UPDATE, with_task(reply{429, "", {{"retry-after", "7"}}}));
    expect(throttled, DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_THROTTLED);
    const auto refused = write(DOVETAIL_UPDATE, with_task(reply{401, ""}));
    BOOST_TEST(refused.failed);
    BOOST_TEST(refused.error.error_class == unsigned{DOVETAIL_ERROR_AUTH});
}

BOOST_AUTO_TEST_CASE(a_value_that_does_not_fit_is_refused_with_its_reason)
{
    fields[0] = {kit::borrow("PRIORITY"), kit::text_value("urgent")};
    const auto said = write(DOVETAIL_UPDATE, with_task(stored()));
    expect(said, DOVETAIL_NOT_APPLIED, DOVETAIL_ERROR_REJECTED);
    BOOST_TEST(contains(said.outcomes[0].message, "urgent"));
    expect(create([](const sent_request&) { return stored(); }), DOVETAIL_NOT_APPLIED,
           DOVETAIL_ERROR_REJECTED);
}

BOOST_AUTO_TEST_CASE(a_delete_is_so_when_the_task_is_gone)
{
    for (const std::uint32_t status : {200u, 204u, 404u, 410u}) {
        const auto said = write(DOVETAIL_DELETE, with_task(reply{status, ""}), "\"1\"");
        BOOST_TEST(said.requests[0].headers.at("if-match") == "\"1\"");
        expect(said, DOVETAIL_APPLIED);
    }
    expect(write(DOVETAIL_DELETE, with_task(reply{412, ""}), "\"1\""), DOVETAIL_NOT_APPLIED,
           DOVETAIL_ERROR_CONFLICT);
}

BOOST_AUTO_TEST_SUITE_END()
