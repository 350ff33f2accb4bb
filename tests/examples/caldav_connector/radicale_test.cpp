// SPDX-License-Identifier: Apache-2.0
// The connector against a real server: every operation, as its requests travel.
#include "examples/caldav_connector/support/radicale.hpp"
#include "examples/caldav_connector/support/server.hpp"

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;
using namespace dovetail::test;

namespace {

struct radicale_fixture : caldav_fixture
{
    radicale calendars;
    std::string cursor;

    conversation run(dovetail_operation operation)
    {
        return converse(*connector, operation, [this](const sent_request& sent) {
            const auto answer =
                calendars.request(sent.method, sent.target, sent.body, sent.headers);
            reply out{answer.status, answer.body};
            for (const auto& [name, value] : answer.headers)
                out.headers.emplace_back(name, value);
            return out;
        });
    }

    /// What changed since the last fetch; its requests are counted.
    std::vector<kept_record> fetch()
    {
        auto operation = operation_of(DOVETAIL_OP_FETCH);
        operation.cursor = kit::borrow_bytes(cursor);
        const auto said = run(operation);
        BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
        if (!said.pages.empty() && !said.pages.back().cursor.empty())
            cursor = said.pages.back().cursor;
        requests = said.requests.size();
        return said.records();
    }
    std::size_t requests = 0;

    kept_outcome write(dovetail_change change, const std::vector<dovetail_field>& fields = {})
    {
        change.struct_size = sizeof change;
        change.fields = fields.data();
        change.field_count = fields.size();
        auto operation = operation_of(DOVETAIL_OP_WRITE);
        operation.changes = &change;
        operation.change_count = 1;
        const auto said = run(operation);
        BOOST_REQUIRE(said.outcomes.size() == 1u);
        return said.outcomes[0];
    }
    kept_outcome create(const std::string& name)
    {
        dovetail_change change{};
        change.action = DOVETAIL_CREATE;
        change.idempotency_key = kit::borrow("tasks/l/1/1");
        return write(change, {{kit::borrow("calendar"), kit::text_value("/ada/tasks/")},
                              {kit::borrow("SUMMARY"), kit::text_value(name)}});
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(caldav_radicale, radicale_fixture)

BOOST_AUTO_TEST_CASE(check_finds_two_calendars_that_tell_changes)
{
    const auto said = run(operation_of(DOVETAIL_OP_CHECK));
    BOOST_TEST(!said.failed, said.error.message);
    BOOST_TEST(said.records().size() == 6u);
}

BOOST_AUTO_TEST_CASE(changes_and_deletes_come_from_one_token_to_the_next)
{
    calendars.put("/ada/tasks/a@b.ics", calendar_text("UID:1\r\nSUMMARY:one\r\n"));
    calendars.put("/grace/tasks/2.ics", calendar_text("UID:2\r\nSUMMARY:zw\xc3\xb6lf\r\n"));
    const auto first = fetch();
    BOOST_REQUIRE(first.size() == 2u);
    BOOST_TEST(first[0].key == "/ada/tasks/a%40b.ics");
    BOOST_TEST(first[1].fields.at("SUMMARY").text == "zw\xc3\xb6lf");
    BOOST_TEST(fetch().empty());
    BOOST_TEST(requests == 2u);

    calendars.edit("/ada/tasks/a@b.ics", "one", "eins");
    calendars.remove("/grace/tasks/2.ics");
    const auto second = fetch();
    BOOST_REQUIRE(second.size() == 2u);
    BOOST_TEST(second[0].fields.at("SUMMARY").text == "eins");
    BOOST_TEST(second[0].revision != first[0].revision);
    BOOST_TEST(second[1].key == "/grace/tasks/2.ics");
    BOOST_TEST(second[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(requests == 2u);
}

BOOST_AUTO_TEST_CASE(a_big_calendar_comes_in_pages)
{
    for (int i = 0; i < 5; ++i) {
        const auto name = std::to_string(i);
        calendars.put("/ada/tasks/" + name + ".ics", calendar_text("UID:" + name + "\r\n"));
    }
    BOOST_TEST(fetch().size() == 5u);
    BOOST_TEST(requests == 5u); // two lists, and three pages of two
}

BOOST_AUTO_TEST_CASE(a_forgotten_token_is_gone)
{
    (void)fetch();
    calendars.put("/ada/tasks/1.ics", calendar_text("UID:1\r\n"));
    (void)fetch();
    calendars.put("/ada/tasks/2.ics", calendar_text("UID:2\r\n"));
    calendars.forget_sync_tokens("/ada/tasks/");
    auto operation = operation_of(DOVETAIL_OP_FETCH);
    operation.cursor = kit::borrow_bytes(cursor);
    const auto said = run(operation);
    BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_GONE});
    BOOST_TEST(said.error.code == "cursor_expired");
}

BOOST_AUTO_TEST_CASE(a_create_happens_once_and_is_found_again)
{
    const auto made = create("Call Bob");
    BOOST_TEST(made.result == unsigned{DOVETAIL_APPLIED});
    BOOST_TEST(create("Call Bob").result == unsigned{DOVETAIL_UNKNOWN});
    BOOST_TEST(calendars.only("/ada/tasks/") == made.key);

    const dovetail_field calendar{kit::borrow("calendar"), kit::text_value("/ada/tasks/")};
    dovetail_lookup lookup{};
    lookup.struct_size = sizeof lookup;
    lookup.create.struct_size = sizeof lookup.create;
    lookup.create.idempotency_key = kit::borrow("tasks/l/1/1");
    lookup.create.fields = &calendar;
    lookup.create.field_count = 1;
    auto operation = operation_of(DOVETAIL_OP_LOOKUP);
    operation.lookups = &lookup;
    operation.lookup_count = 1;
    const auto found_again = run(operation).records();
    BOOST_REQUIRE(found_again.size() == 1u);
    BOOST_TEST(found_again[0].key == made.key);
    BOOST_TEST(found_again[0].revision == made.revision);
    BOOST_TEST(found_again[0].fields.at("origin_key").text == "tasks/l/1/1");

    // Somebody's program stored it under another name.
    const auto text = calendars.get(made.key);
    calendars.remove(made.key);
    calendars.put("/ada/tasks/moved.ics", text);
    BOOST_TEST(create("Call Bob").result == unsigned{DOVETAIL_UNKNOWN});
    const auto elsewhere = run(operation).records();
    BOOST_REQUIRE(elsewhere.size() == 1u);
    BOOST_TEST(elsewhere[0].key == "/ada/tasks/moved.ics");

    calendars.remove("/ada/tasks/moved.ics");
    BOOST_TEST(run(operation).records().empty());
}

BOOST_AUTO_TEST_CASE(updates_and_deletes_hold_only_for_the_revision_they_name)
{
    const auto made = create("Call Bob");
    dovetail_change change{};
    change.action = DOVETAIL_UPDATE;
    change.key = kit::borrow(made.key);
    change.revision = kit::borrow(made.revision);
    const std::vector<dovetail_field> done{{kit::borrow("STATUS"), kit::text_value("COMPLETED")}};
    const auto completed = write(change, done);
    BOOST_TEST(completed.result == unsigned{DOVETAIL_APPLIED});
    BOOST_TEST(contains(calendars.get(made.key), "PERCENT-COMPLETE:100\n"));

    BOOST_TEST(write(change, {{kit::borrow("SUMMARY"), kit::text_value("x")}}).error_class ==
               unsigned{DOVETAIL_ERROR_CONFLICT});
    change.action = DOVETAIL_DELETE;
    BOOST_TEST(write(change).error_class == unsigned{DOVETAIL_ERROR_CONFLICT});
    change.revision = kit::borrow(completed.revision);
    BOOST_TEST(write(change).result == unsigned{DOVETAIL_APPLIED});
    BOOST_TEST(write(change).result == unsigned{DOVETAIL_APPLIED}); // it is gone already
    change.action = DOVETAIL_UPDATE;
    BOOST_TEST(write(change, done).error_class == unsigned{DOVETAIL_ERROR_GONE});
}

BOOST_AUTO_TEST_CASE(a_deleted_task_that_is_looked_up_is_a_tombstone)
{
    calendars.put("/ada/tasks/1.ics", calendar_text("UID:1\r\n"));
    dovetail_lookup lookups[2]{};
    for (auto& one : lookups)
        one.struct_size = sizeof one;
    lookups[0].key = kit::borrow("/ada/tasks/1.ics");
    lookups[1].key = kit::borrow("/ada/tasks/2.ics");
    auto operation = operation_of(DOVETAIL_OP_LOOKUP);
    operation.lookups = lookups;
    operation.lookup_count = 2;
    for (const auto& record : run(operation).records())
        BOOST_TEST((record.kind == DOVETAIL_TOMBSTONE) == (record.key == "/ada/tasks/2.ics"));
    BOOST_TEST(run(operation).records().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
