// SPDX-License-Identifier: Apache-2.0
// The connector as a whole: what it says it can, its check, and how it takes bad answers.
#include "examples/caldav_connector/support/server.hpp"

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;
using namespace dovetail::test;

namespace {

reply describes(const std::string& href, const std::string& properties)
{
    return multistatus("<response><href>" + href + "</href><propstat><prop>" + properties +
                       "</prop><status>HTTP/1.1 200 OK</status></propstat></response>");
}

const std::string calendar_type = "<resourcetype><collection/><C:calendar/></resourcetype>";

} // namespace

BOOST_FIXTURE_TEST_SUITE(caldav_conduct, caldav_fixture)

BOOST_AUTO_TEST_CASE(names_itself_and_what_it_can)
{
    BOOST_TEST(kit::view(plugin.table().id) == "example.caldav");
    dovetail_abilities can{};
    can.struct_size = sizeof can;
    connector->abilities(connector->self, &can);
    BOOST_TEST((can.can & DOVETAIL_CAN_CREATE_IDEMPOTENTLY) != 0u);
    BOOST_TEST((can.can & DOVETAIL_CAN_UPDATE_CONDITIONALLY) != 0u);
    BOOST_TEST(can.max_lookup_batch == 2u);
    BOOST_TEST(can.tombstone_horizon_ms == 0u);
}

BOOST_AUTO_TEST_CASE(check_asks_each_calendar_and_tells_what_can_be_written)
{
    const auto said =
        converse(*connector, operation_of(DOVETAIL_OP_CHECK), [](const sent_request& request) {
            BOOST_TEST(request.method == "PROPFIND");
            return describes(request.target, calendar_type);
        });
    BOOST_REQUIRE(!said.failed);
    BOOST_TEST(said.requests.size() == 2u);
    bool has_priority = false;
    for (const auto& fact : said.records())
        has_priority |=
            fact.key == "field:PRIORITY" && contains(fact.fields.at("values").text, "9");
    BOOST_TEST(has_priority);
}

BOOST_AUTO_TEST_CASE(check_names_every_calendar_that_cannot_be_used_and_why)
{
    const auto said =
        converse(*connector, operation_of(DOVETAIL_OP_CHECK), [](const sent_request& request) {
            return request.target == "/ada/tasks/" ? reply{404, ""}
                                                   : describes("/dav/grace/tasks/", calendar_type);
        });
    BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_CONFIG});
    BOOST_TEST(contains(said.error.message, "/users/0/calendar: /ada/tasks/: "));
    BOOST_TEST(contains(said.error.message, "/users/1/calendar: /grace/tasks/: "));
    BOOST_TEST(contains(said.error.message, "/dav/grace/tasks/"));
}

BOOST_AUTO_TEST_CASE(users_are_those_of_the_configuration)
{
    auto operation = operation_of(DOVETAIL_OP_FETCH);
    operation.collection = kit::borrow("users");
    const auto said = converse(*connector, operation, [](const sent_request&) { return reply{}; });
    BOOST_TEST(said.requests.empty());
    BOOST_REQUIRE(said.records().size() == 2u);
    BOOST_TEST(said.records()[0].key == "/ada/tasks/");
    BOOST_TEST(said.records()[0].fields.at("email").text == "ada@example.com");
}

BOOST_AUTO_TEST_CASE(an_unknown_collection_or_operation_is_a_fault_of_the_configuration)
{
    auto operation = operation_of(DOVETAIL_OP_FETCH);
    operation.collection = kit::borrow("companies");
    const server nothing = [](const sent_request&) { return reply{}; };
    BOOST_TEST(converse(*connector, operation, nothing).error.code == "unknown_collection");
    BOOST_TEST(converse(*connector, operation_of(DOVETAIL_OP_LISTEN), nothing).error.code ==
               "unknown_operation");
}

BOOST_AUTO_TEST_CASE(any_bad_answer_to_a_read_is_an_error_and_never_a_record)
{
    const std::vector<reply> bad{{200, ""},
                                 {207, ""},
                                 {207, "<html>"},
                                 {207, "<multistatus xmlns=\"DAV:\""},
                                 {301, "", {{"location", "/x"}}},
                                 {400, "x"},
                                 {401, "x"},
                                 {429, "x", {{"retry-after", "3"}}},
                                 {500, "<html>"},
                                 {503, "", {{"retry-after", "x"}}},
                                 reply::lost(),
                                 reply::unsent()};
    for (const std::uint32_t kind : {DOVETAIL_OP_CHECK, DOVETAIL_OP_FETCH}) {
        for (const reply& answer : bad) {
            const auto said = converse(*connector, operation_of(kind),
                                       [&answer](const sent_request&) { return answer; });
            BOOST_TEST(said.failed);
            BOOST_TEST(said.records().empty());
            BOOST_TEST(!said.error.message.empty());
            if (answer.status == 429) BOOST_TEST(said.error.retry_after_ms == 3000u);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_sync_token_is_no_answer)
{
    const auto said = converse(*connector, operation_of(DOVETAIL_OP_FETCH),
                               [](const sent_request&) { return multistatus(""); });
    BOOST_TEST(said.error.code == "no_sync_token");
}

BOOST_AUTO_TEST_SUITE_END()
