// SPDX-License-Identifier: Apache-2.0
#include "driver.hpp"

#include <sandbox/seed.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace dovetail::sandbox;

BOOST_AUTO_TEST_SUITE(seeds)

BOOST_AUTO_TEST_CASE(the_demo_holds_every_sort_of_task_a_sync_may_meet)
{
    driver client;
    BOOST_REQUIRE(seed_world(client.in, "demo", client.now).empty());
    const auto count = [&](const std::string& condition) {
        return client.found("SELECT Id FROM Task WHERE " + condition, true).size();
    };
    BOOST_TEST(count("Id != null") >= 240U);
    for (const auto* status :
         {"Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred"})
        BOOST_TEST(count("Status = '" + std::string{status} + "'") > 3U, status);
    for (const auto* priority : {"High", "Normal", "Low"})
        BOOST_TEST(count("Priority = '" + std::string{priority} + "'") > 10U, priority);
    for (const auto* condition :
         {"TaskSubtype = 'Email'", "TaskSubtype = 'Call'", "IsRecurrence = true",
          "RecurrenceActivityId != null", "IsDeleted = true", "IsArchived = true", "Subject = null",
          "ActivityDate = null", "Subject LIKE '%🎁%'", "Type = 'Meeting'",
          "ActivityDate = 2026-11-24", "ActivityDate = 2026-11-25"})
        BOOST_TEST(count(condition) > 0U, condition);
    const auto recent = count("SystemModstamp > 2026-11-23T12:00:00Z");
    BOOST_TEST(recent > 50U);
    BOOST_TEST(recent < 130U);
    const auto rows = client.in.org.rows();
    BOOST_TEST(std::any_of(rows.begin(), rows.end(), [](const salesforce::task_row& row) {
        return row.description.size() == 32'000U;
    }));
    BOOST_TEST(client.in.account.tasks().size() == 80U);
}

BOOST_AUTO_TEST_CASE(the_same_seed_at_the_same_time_gives_the_same_tasks)
{
    driver one;
    driver two;
    seed_world(one.in, "demo", test_time);
    seed_world(two.in, "demo", test_time);
    const std::string soql = "SELECT Id, Subject, SystemModstamp, OwnerId FROM Task";
    BOOST_TEST(one.query(soql, true).body == two.query(soql, true).body);
    const std::string target = "/v1/tasks/changes?limit=2000";
    BOOST_TEST(one.sales_connect("GET", target).body == two.sales_connect("GET", target).body);
}

BOOST_AUTO_TEST_CASE(the_five_people_are_the_same_on_both_sides)
{
    const auto in = make_world(1);
    for (const auto* email : {"ada@example.com", "grace@example.com", "linus@example.com",
                              "margaret@example.com", "ken@example.com"}) {
        BOOST_REQUIRE(in.org.find_user_by_email(email));
        BOOST_REQUIRE(in.account.find_user_by_email(email));
        BOOST_TEST(in.org.find_user_by_email(email)->time_zone ==
                   in.account.find_user_by_email(email)->time_zone);
    }
    BOOST_TEST(!in.account.find_user_by_email("barbara@example.com"));
}

BOOST_AUTO_TEST_CASE(bulk_seeds_have_the_size_asked_for)
{
    driver client;
    BOOST_TEST(seed_world(client.in, "bulk:5000", client.now).empty());
    const auto counted = client.query("SELECT COUNT() FROM Task WHERE IsClosed = false "
                                      "AND SystemModstamp > 2026-11-24T10:59:59Z");
    BOOST_TEST(counted.json().at("totalSize").as_int64() == 5000);
    for (const auto* wrong : {"bulk:", "bulk:0", "bulk:x", "bulk:5:", "bulk:5:0", "bulk:5:x",
                              "bulk:5:2:1", "bulk:5:100001", "everything"})
        BOOST_TEST(!seed_world(client.in, wrong, client.now).empty(), wrong);
}

BOOST_AUTO_TEST_CASE(a_bulk_seed_spreads_its_tasks_evenly_over_the_users_asked_for)
{
    for (const std::size_t users : {1U, 3U, 12U}) {
        driver client;
        BOOST_TEST(seed_world(client.in, "bulk:600:" + std::to_string(users), client.now).empty());
        std::map<std::string, std::size_t> tasks;
        for (const auto& row : client.in.org.rows())
            ++tasks[std::string{row.owner.text()}];
        BOOST_TEST(tasks.size() == users);
        for (const auto& [owner, count] : tasks) {
            BOOST_TEST(count == 600U / users);
            const auto* user = client.in.org.find_user(owner);
            BOOST_REQUIRE(user);
            BOOST_TEST(client.in.account.find_user_by_email(user->email)->active);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_users_of_the_application_have_no_twin)
{
    const auto in = make_world(1);
    BOOST_TEST(in.org.find_user_by_email(integration_email));
    BOOST_TEST(in.account.find_user_by_email(api_user_email));
    BOOST_TEST(!in.org.find_user_by_email(api_user_email));
    BOOST_TEST(!in.account.find_user_by_email(integration_email));
}

BOOST_AUTO_TEST_SUITE_END()
