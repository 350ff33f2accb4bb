// SPDX-License-Identifier: Apache-2.0
// Which records count (C3), whose they are (C6), and what else a record says about itself.
#include "mapping_harness.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;

namespace {

struct fixture
{
    mapper_under_test mapper{};

    std::string reason(const values& but) const
    {
        const auto item = mapper.to_canonical(salesforce, salesforce_task(but));
        BOOST_TEST(item.eligible == item.reason.empty());
        return item.reason;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(eligibility_rules, fixture)

BOOST_AUTO_TEST_CASE(c3_an_open_task_of_a_user_counts)
{
    BOOST_TEST(reason({}) == "");
    BOOST_TEST(reason({{"Status", text("Waiting on someone else")}}) == "");
}

BOOST_AUTO_TEST_CASE(c3_logs_of_activities_do_not_count)
{
    for (const auto* subtype : {"Email", "Call", "ListEmail", "Cadence", "LinkedIn"})
        BOOST_TEST(reason({{"TaskSubtype", text(subtype)}}).find(subtype) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(c3_recurrence_closed_deleted_archived_and_queues_do_not_count)
{
    BOOST_TEST(reason({{"IsRecurrence", boolean(true)}}) != "");
    BOOST_TEST(reason({{"IsClosed", boolean(true)}}) != "");
    BOOST_TEST(reason({{"IsDeleted", boolean(true)}}) != "");
    BOOST_TEST(reason({{"IsArchived", boolean(true)}}) != "");
    BOOST_TEST(reason({{"OwnerId", text("00G000000000001AAA")}}).find("queue") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(c3_a_record_that_does_not_count_is_mapped_all_the_same)
{
    const auto item = mapper.to_canonical(
        salesforce, salesforce_task({{"IsClosed", boolean(true)}, {"Status", text("Completed")}}));
    BOOST_TEST(!item.eligible);
    BOOST_TEST(item.fields.at("status").text == "complete");
}

BOOST_AUTO_TEST_CASE(c3_the_subtypes_are_a_setting)
{
    const mapper_under_test wider(
        R"({"left": {"eligible": {"TaskSubtype": {"one_of": ["Task", "Call"]}}}})");
    BOOST_TEST(
        wider.to_canonical(salesforce, salesforce_task({{"TaskSubtype", text("Call")}})).eligible);
    const mapper_under_test any(R"({"left": {"eligible": {"TaskSubtype": null}}})");
    BOOST_TEST(
        any.to_canonical(salesforce, salesforce_task({{"TaskSubtype", text("Email")}})).eligible);
}

BOOST_AUTO_TEST_CASE(c3_on_the_other_side_open_tasks_count)
{
    BOOST_TEST(mapper.to_canonical(sales_connect, sales_connect_task()).eligible);
    BOOST_TEST(
        !mapper.to_canonical(sales_connect, sales_connect_task({{"status", text("complete")}}))
             .eligible);
}

BOOST_AUTO_TEST_CASE(a_tombstone_never_counts)
{
    const auto item = mapper.to_canonical(
        sales_connect, {{"client_key", text("key-1")}, {"assignee_id", text("usr_1001")}},
        DOVETAIL_TOMBSTONE);
    BOOST_TEST(!item.eligible);
    BOOST_TEST(item.owner == "usr_1001");
    BOOST_TEST(item.origin_key == "key-1");
    BOOST_TEST(item.fields.empty());
}

BOOST_AUTO_TEST_CASE(a_record_says_whose_it_is_and_where_it_came_from)
{
    const auto left = mapper.to_canonical(
        salesforce, salesforce_task({{"Dovetail_Key__c", text("tasks/r/tsk_1/1")}}));
    BOOST_TEST(left.owner == "005000000000001AAA");
    BOOST_TEST(left.origin_key == "tasks/r/tsk_1/1");
    BOOST_TEST(left.created_at_us == 1'700'000'000'000'000);
    const auto right = mapper.to_canonical(sales_connect, sales_connect_task());
    BOOST_TEST(right.owner == "usr_1001");
    BOOST_TEST(right.origin_key == "key-1");
    BOOST_TEST(right.created_at_us == 1'700'000'000'000'000);
}

BOOST_AUTO_TEST_CASE(c6_a_moved_task_gets_its_new_assignee_and_salesforce_keeps_its_owner)
{
    const auto moved = mapper.to_native(sales_connect, {.owner = "usr_1002"});
    BOOST_TEST(moved.fields.size() == 1u);
    BOOST_TEST(moved.fields.at("assignee_id").text == "usr_1002");
    const auto left = mapper.to_native(
        salesforce, {.fields = {{"details", text("x")}}, .owner = "005000000000002AAA"});
    BOOST_TEST(left.fields.count("OwnerId") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
