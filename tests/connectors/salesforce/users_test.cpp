// SPDX-License-Identifier: Apache-2.0
#include "connectors/salesforce/org.hpp"

#include <boost/test/unit_test.hpp>

namespace test = dovetail::test;
namespace kit = dovetail::kit;
using test::reply;

namespace {

std::string user(const std::string& id, const std::string& email)
{
    return R"({"attributes":{"type":"User"},"Id":")" + id + R"(","Email":")" + email +
           R"(","Username":"u","Name":"Ada","TimeZoneSidKey":"Europe/Stockholm","IsActive":true})";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(salesforce_users, test::org)

BOOST_AUTO_TEST_CASE(people_come_with_their_address_name_and_time_zone)
{
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.collection = kit::borrow("users");
    const auto said = run(
        operation, test::script{{200, R"({"totalSize":2,"done":false,"nextRecordsUrl":)"
                                      R"("/services/data/v62.0/query/0r8-1","records":[)" +
                                          user("005000000000001AAA", "ada@example.com") + "]}"},
                                {200, R"({"totalSize":2,"done":true,"records":[)" +
                                          user("005000000000002AAA", "bo@example.com") + "]}"}});
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[0].key == "005000000000001AAA");
    BOOST_TEST(records[0].fields.at("email").text == "ada@example.com");
    BOOST_TEST(records[0].fields.at("name").text == "Ada");
    BOOST_TEST(records[0].fields.at("time_zone").text == "Europe/Stockholm");
    BOOST_TEST(records[0].fields.at("active").number == 1);
}

BOOST_AUTO_TEST_CASE(a_user_is_looked_up_by_id_or_by_address)
{
    auto operation = test::operation_of(DOVETAIL_OP_LOOKUP);
    operation.collection = kit::borrow("users");
    dovetail_lookup wanted[2]{};
    for (auto& item : wanted) {
        item.struct_size = sizeof item;
        item.create.struct_size = sizeof item.create;
    }
    wanted[0].key = kit::borrow("o'x@example.com");
    wanted[1].key = kit::borrow("005000000000001AAA");
    operation.lookups = wanted;
    operation.lookup_count = 2;
    const auto said =
        run(operation, test::script{{200, R"({"records":[]})"}, {200, R"({"records":[]})"}});
    BOOST_REQUIRE(said.requests.size() == 2u);
    BOOST_TEST(test::decoded(said.requests[0].target).find("Id IN ('005000000000001AAA')") !=
               std::string::npos);
    BOOST_TEST(test::decoded(said.requests[1].target).find(R"(Email IN ('o\'x@example.com'))") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_collection_is_unknown)
{
    auto operation = test::operation_of(DOVETAIL_OP_FETCH);
    operation.collection = kit::borrow("contacts");
    const auto said = run(operation, test::script{});
    BOOST_TEST(said.error.code == "unknown_collection");
}

BOOST_AUTO_TEST_SUITE_END()
