// SPDX-License-Identifier: Apache-2.0
#include "examples/caldav_connector/support/server.hpp"

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;
using namespace dovetail::test;

namespace {

struct fetch_fixture : caldav_fixture
{
    std::string cursor;
    dovetail_scope scope{sizeof(dovetail_scope), 0, 0, nullptr, 0, 0};

    conversation fetch(const server& respond)
    {
        auto operation = operation_of(DOVETAIL_OP_FETCH);
        operation.cursor = kit::borrow_bytes(cursor);
        operation.scope = &scope;
        return converse(*connector, operation, respond);
    }
};

/// A server on which Grace has nothing and Ada has what `ada` answers.
server only_ada(server ada)
{
    return [ada = std::move(ada)](const sent_request& request) {
        return request.target == "/grace/tasks/" ? multistatus("", "g1") : ada(request);
    };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(caldav_fetch, fetch_fixture)

BOOST_AUTO_TEST_CASE(the_first_fetch_lists_a_calendar_and_reads_its_tasks_in_pages)
{
    const auto said = fetch(only_ada([](const sent_request& request) {
        if (contains(request.body, "sync-collection"))
            return multistatus(found("/ada/tasks/", "c") + found("/ada/tasks/1.ics", "\"1\"") +
                                   found("/ada/tasks/2.ics", "\"2\"") +
                                   found("/ada/tasks/3.ics", "\"3\"") +
                                   with_status("/ada/tasks/4.ics", "404 Not Found"),
                               "a1");
        std::string all;
        for (const char* name : {"1", "2", "3"}) {
            const std::string path = std::string{"/ada/tasks/"} + name + ".ics";
            if (contains(request.body, path))
                all += found(path, std::string{"\""} + name + "\"",
                             task_text(std::string{"SUMMARY:"} + name + "\n"));
        }
        return multistatus(all);
    }));
    BOOST_REQUIRE(!said.failed);
    BOOST_REQUIRE(said.requests.size() == 4u); // one list and two pages; Grace's list
    BOOST_TEST(said.requests[0].method == "REPORT");
    BOOST_TEST(said.requests[0].headers.at("depth") == "0");
    BOOST_TEST(contains(said.requests[0].body, "<D:sync-token></D:sync-token>"));
    BOOST_TEST(!contains(said.requests[0].body, "calendar-data"));
    BOOST_TEST(said.requests[0].repeatable);
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 4u);
    BOOST_TEST(records[0].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(records[3].key == "/ada/tasks/3.ics");
    BOOST_TEST(records[3].revision == "\"3\"");
    BOOST_TEST(records[3].fields.at("SUMMARY").text == "3");
    // A cursor only says what is stored: with the last page of a calendar, not before.
    for (std::size_t at = 0; at + 2 < said.pages.size(); ++at)
        BOOST_TEST(said.pages[at].cursor.empty());
    BOOST_TEST(said.pages[said.pages.size() - 2].cursor ==
               R"({"version":1,"tokens":{"/ada/tasks/":"a1"}})");
    BOOST_TEST(said.pages.back().cursor == cursor_with("a1", "g1"));
}

BOOST_AUTO_TEST_CASE(changes_come_with_their_tasks_in_one_request)
{
    cursor = cursor_with("a1&", "g1");
    const auto said = fetch(only_ada([](const sent_request&) {
        return multistatus(found("/ada/tasks/1.ics", "\"5\"", task_text("UID:1\n")) +
                               with_status("/ada/tasks/2.ics", "404 Not Found"),
                           "a2");
    }));
    BOOST_REQUIRE(said.requests.size() == 2u);
    BOOST_TEST(contains(said.requests[0].body, "<D:sync-token>a1&amp;</D:sync-token>"));
    BOOST_TEST(contains(said.requests[0].body, "calendar-data"));
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[0].fields.at("calendar").text == "/ada/tasks/");
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(said.pages.back().cursor == cursor_with("a2", "g1"));
}

BOOST_AUTO_TEST_CASE(an_idle_fetch_is_one_request_a_calendar_and_delivers_nothing)
{
    cursor = cursor_with("a1", "g1");
    const auto said = fetch(only_ada([](const sent_request&) { return multistatus("", "a1"); }));
    BOOST_TEST(said.requests.size() == 2u);
    BOOST_TEST(said.pages.empty());
    BOOST_TEST(!said.failed);
}

BOOST_AUTO_TEST_CASE(a_server_that_leaves_the_tasks_out_is_asked_for_them)
{
    cursor = cursor_with("a1", "g1");
    const auto said = fetch(only_ada([](const sent_request& request) {
        if (contains(request.body, "sync-collection"))
            return multistatus(found("/ada/tasks/1.ics", "\"5\""), "a2");
        return multistatus(found("/ada/tasks/1.ics", "\"6\"", task_text("UID:1\n")));
    }));
    BOOST_TEST(said.requests.size() == 3u);
    BOOST_REQUIRE(said.records().size() == 1u);
    BOOST_TEST(said.records()[0].revision == "\"6\"");
}

BOOST_AUTO_TEST_CASE(a_truncated_answer_is_gone_on_from)
{
    cursor = cursor_with("a1", "g1");
    const auto said = fetch(only_ada([](const sent_request& request) {
        const bool first = contains(request.body, ">a1<");
        return multistatus(
            found("/ada/tasks/1.ics", "\"1\"", task_text("UID:1\n")) +
                (first ? with_status("/ada/tasks/", "507 Insufficient Storage") : ""),
            first ? "a2" : "a3");
    }));
    BOOST_TEST(said.records().size() == 2u);
    BOOST_TEST(said.pages.back().cursor == cursor_with("a3", "g1"));
    const auto stuck = fetch(only_ada([](const sent_request&) {
        return multistatus(with_status("/ada/tasks/", "507 Insufficient Storage"), "a1");
    }));
    BOOST_TEST(stuck.error.error_class == unsigned{DOVETAIL_ERROR_BUG});
}

BOOST_AUTO_TEST_CASE(a_token_the_server_forgot_starts_anew_whatever_the_status)
{
    cursor = cursor_with("a1", "g1");
    for (const std::uint32_t status : {403u, 409u, 412u}) {
        const auto said =
            fetch([status](const sent_request&) { return refusal(status, "valid-sync-token"); });
        BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_GONE});
        BOOST_TEST(said.error.code == "cursor_expired");
    }
    const auto gone = fetch([](const sent_request&) { return reply{410, ""}; });
    BOOST_TEST(gone.error.code == "cursor_expired");
    const auto forbidden = fetch([](const sent_request&) { return reply{403, "no"}; });
    BOOST_TEST(forbidden.error.error_class == unsigned{DOVETAIL_ERROR_AUTH});
}

BOOST_AUTO_TEST_CASE(a_cursor_of_somebody_else_starts_anew)
{
    cursor = "1767225600";
    const auto said = fetch([](const sent_request&) { return multistatus("", "a1"); });
    BOOST_TEST(said.error.code == "cursor_expired");
    dovetail_error error{};
    error.struct_size = sizeof error;
    BOOST_REQUIRE(connector->accepts_cursor(connector->self, kit::borrow_bytes(cursor), &error) ==
                  DOVETAIL_FAILED);
    BOOST_TEST(error.error_class == unsigned{DOVETAIL_ERROR_GONE});
    error.release(error.owner);
}

BOOST_AUTO_TEST_CASE(a_new_calendar_is_read_from_its_start_and_a_former_one_is_forgotten)
{
    cursor = R"({"version":1,"tokens":{"/ada/tasks/":"a1","/former/":"f"}})";
    const auto said = fetch([](const sent_request& request) {
        return multistatus("", request.target == "/ada/tasks/" ? "a1" : "g1");
    });
    BOOST_TEST(said.requests.size() == 2u);
    BOOST_TEST(contains(said.requests[1].body, "<D:sync-token></D:sync-token>"));
    BOOST_TEST(said.pages.back().cursor == cursor_with("a1", "g1"));
}

BOOST_AUTO_TEST_CASE(only_the_wanted_owners_are_asked_for_and_only_what_is_new_enough)
{
    const dovetail_text owner = kit::borrow("/ada/tasks/");
    scope.owners = &owner;
    scope.owner_count = 1;
    scope.modified_since_us = 1'767'225'600'000'000; // 2026-01-01
    const auto said = fetch([](const sent_request& request) {
        if (contains(request.body, "sync-collection"))
            return multistatus(found("/ada/tasks/1.ics", "1") + found("/ada/tasks/2.ics", "2") +
                                   found("/ada/tasks/3.ics", "3"),
                               "a1");
        return multistatus(
            found("/ada/tasks/1.ics", "1", task_text("LAST-MODIFIED:20251231T235959Z\n")) +
            found("/ada/tasks/2.ics", "2", task_text("LAST-MODIFIED:20260101T000000Z\n")) +
            found("/ada/tasks/3.ics", "3", task_text("UID:without a stamp\n")));
    });
    for (const auto& request : said.requests)
        BOOST_TEST(request.target == "/ada/tasks/");
    for (const auto& record : said.records())
        BOOST_TEST(record.key != "/ada/tasks/1.ics");
}

BOOST_AUTO_TEST_CASE(events_are_no_tasks)
{
    cursor = cursor_with("a1", "g1");
    const std::string event = "<response><href>/ada/tasks/e.ics</href><propstat><prop>"
                              "<getcontenttype>text/calendar; component=vevent</getcontenttype>"
                              "</prop><status>HTTP/1.1 200 OK</status></propstat></response>";
    const auto said = fetch(only_ada([&](const sent_request&) {
        return multistatus(event + found("/ada/tasks/f.ics", "1",
                                         "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\n"
                                         "END:VCALENDAR\n"),
                           "a2");
    }));
    BOOST_TEST(said.requests.size() == 2u);
    BOOST_TEST(said.records().empty());
}

BOOST_AUTO_TEST_CASE(a_task_that_cannot_be_read_holds_up_no_other)
{
    cursor = cursor_with("a1", "g1");
    const auto said = fetch(only_ada([](const sent_request&) {
        return multistatus(found("/ada/tasks/1.ics", "\"1\"", "BEGIN:VCALENDAR\nBEGIN:VTODO\n") +
                               found("/ada/tasks/2.ics", "\"2\"", task_text("UID:2\n")),
                           "a2");
    }));
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[0].fields.size() == 1u); // whose it is
    BOOST_TEST(records[1].fields.at("UID").text == "2");
}

BOOST_AUTO_TEST_CASE(nothing_is_a_tombstone_but_what_the_server_names_as_gone)
{
    cursor = cursor_with("a1", "g1");
    for (const std::uint32_t status : {401u, 403u, 404u, 500u, 503u}) {
        const auto said = fetch([status](const sent_request&) { return reply{status, "x"}; });
        BOOST_TEST(said.failed);
        BOOST_TEST(said.records().empty());
    }
    const auto hidden = fetch(only_ada([](const sent_request&) {
        return multistatus(with_status("/ada/tasks/1.ics", "403 Forbidden"), "a2");
    }));
    BOOST_TEST(hidden.records().empty());
    BOOST_TEST(!hidden.failed);
}

BOOST_AUTO_TEST_CASE(tombstones_of_a_time_cannot_be_had)
{
    scope.want = DOVETAIL_WANT_TOMBSTONES;
    const auto said = fetch([](const sent_request&) { return multistatus("", "a1"); });
    BOOST_TEST(said.requests.empty());
    BOOST_TEST(!said.failed);
}

BOOST_AUTO_TEST_SUITE_END()
