// SPDX-License-Identifier: Apache-2.0
#include "examples/caldav_connector/support/server.hpp"

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;
using namespace dovetail::test;

namespace {

struct lookup_fixture : caldav_fixture
{
    std::vector<dovetail_lookup> lookups;
    dovetail_field calendar{kit::borrow("calendar"), kit::text_value("/ada/tasks/")};

    void add_key(std::string_view key)
    {
        dovetail_lookup one{};
        one.struct_size = sizeof one;
        one.key = kit::borrow(key);
        lookups.push_back(one);
    }
    void add_create(std::string_view idempotency_key)
    {
        dovetail_lookup one{};
        one.struct_size = sizeof one;
        one.create.struct_size = sizeof one.create;
        one.create.idempotency_key = kit::borrow(idempotency_key);
        one.create.fields = &calendar;
        one.create.field_count = 1;
        lookups.push_back(one);
    }
    conversation look_up(const server& respond, std::string_view collection = {})
    {
        auto operation = operation_of(DOVETAIL_OP_LOOKUP);
        operation.collection = kit::borrow(collection);
        operation.lookups = lookups.data();
        operation.lookup_count = lookups.size();
        return converse(*connector, operation, respond);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(caldav_lookup, lookup_fixture)

BOOST_AUTO_TEST_CASE(keys_are_asked_for_calendar_by_calendar)
{
    for (const char* key :
         {"/ada/tasks/1.ics", "/grace/tasks/2.ics", "/ada/tasks/3.ics", "/nobody/4.ics"})
        add_key(key);
    const auto said = look_up([](const sent_request& request) {
        return request.target == "/ada/tasks/"
                   ? multistatus(found("/ada/tasks/1.ics", "\"1\"", task_text("UID:1\n")) +
                                 with_status("/ada/tasks/3.ics", "404 Not Found") +
                                 found("/ada/tasks/unasked.ics", "9", task_text("UID:9\n")))
                   : multistatus(found("/grace/tasks/2.ics", "\"2\"", task_text("UID:2\n")));
    });
    BOOST_TEST(said.requests.size() == 2u);
    BOOST_TEST(contains(said.requests[0].body, "<D:href>/ada/tasks/1.ics</D:href>"));
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 3u);
    BOOST_TEST(records[1].key == "/ada/tasks/3.ics");
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(records[2].revision == "\"2\"");
}

BOOST_AUTO_TEST_CASE(a_calendar_that_is_not_there_is_no_tombstone_of_its_tasks)
{
    add_key("/ada/tasks/1.ics");
    const auto said = look_up([](const sent_request&) { return reply{404, ""}; });
    BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_CONFIG});
    BOOST_TEST(said.records().empty());
}

BOOST_AUTO_TEST_CASE(a_create_is_found_where_it_was_put)
{
    add_create("tasks/l/1/1");
    const auto said = look_up([](const sent_request& request) {
        BOOST_TEST(contains(request.body, "<D:href>/ada/tasks/dovetail.tasks.l.1.1.ics</D:href>"));
        return multistatus(found("/ada/tasks/dovetail.tasks.l.1.1.ics", "\"1\"",
                                 task_text("UID:dovetail.tasks.l.1.1\n")));
    });
    BOOST_REQUIRE(said.records().size() == 1u);
    BOOST_TEST(said.records()[0].fields.at("origin_key").text == "tasks/l/1/1");
}

BOOST_AUTO_TEST_CASE(a_create_that_lies_under_another_name_is_found_by_its_whole_uid)
{
    add_create("tasks/l/1/1");
    const auto said = look_up([](const sent_request& request) {
        if (contains(request.body, "calendar-multiget"))
            return multistatus(with_status("/ada/tasks/dovetail.tasks.l.1.1.ics", "404 Not Found"));
        BOOST_TEST(contains(request.body, ">dovetail.tasks.l.1.1</C:text-match>"));
        return multistatus(
            found("/ada/tasks/a.ics", "1", task_text("UID:dovetail.tasks.l.1.10\n")) +
            found("/ada/tasks/b.ics", "2", task_text("UID:dovetail.tasks.l.1.1\n")));
    });
    BOOST_REQUIRE(said.records().size() == 1u);
    BOOST_TEST(said.records()[0].key == "/ada/tasks/b.ics");
}

BOOST_AUTO_TEST_CASE(a_create_that_never_happened_is_not_delivered)
{
    add_create("tasks/l/1/1");
    const auto said = look_up([](const sent_request& request) {
        return contains(request.body, "calendar-multiget")
                   ? multistatus(
                         with_status("/ada/tasks/dovetail.tasks.l.1.1.ics", "404 Not Found"))
                   : multistatus("");
    });
    BOOST_TEST(said.records().empty());
    BOOST_TEST(!said.failed);
}

BOOST_AUTO_TEST_CASE(users_are_found_by_address_whatever_its_letters_and_by_key)
{
    dovetail_field email{kit::borrow("email"), kit::text_value("grace@EXAMPLE.com")};
    add_create("");
    lookups[0].create.fields = &email;
    add_key("/ada/tasks/");
    add_key("/nobody/");
    const auto said = look_up([](const sent_request&) { return reply{}; }, "users");
    BOOST_TEST(said.requests.empty());
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[0].key == "/grace/tasks/");
    BOOST_TEST(records[0].fields.at("name").text == "Grace");
    BOOST_TEST(records[1].fields.at("time_zone").text == "Europe/Stockholm");
}

BOOST_AUTO_TEST_SUITE_END()
