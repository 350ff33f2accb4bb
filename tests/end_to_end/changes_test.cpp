// SPDX-License-Identifier: Apache-2.0
// product.md section 4, C1 to C3, C6 and C7: what crosses after the first sync.
#include "end_to_end/support/deployment.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using namespace dovetail::test;

BOOST_AUTO_TEST_SUITE(changes)

BOOST_AUTO_TEST_CASE(c1_create_edit_complete_and_delete_in_sales_connect_reach_salesforce)
{
    deployment here;
    here.enable();
    const auto right =
        here.world.add(service::sales_connect, {{"name", "Call Bob"}, {"due", "2027-02-03"}});
    here.once();
    const auto left = here.twin(service::salesforce, right);
    BOOST_TEST(left.owner == ada);
    BOOST_TEST(left.status == "Not Started");
    BOOST_TEST(left.due == "2027-02-03");

    here.world.edit(service::sales_connect, right.id, {{"priority", "high"}});
    here.once();
    BOOST_TEST(here.world.find(service::salesforce, left.id)->priority == "High");

    here.world.complete(service::sales_connect, right.id);
    here.once();
    BOOST_TEST(here.world.find(service::salesforce, left.id)->status == "Completed");

    here.world.remove(service::sales_connect, right.id);
    here.once();
    BOOST_TEST(here.world.find(service::salesforce, left.id)->deleted);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(c2_create_edit_complete_and_delete_in_salesforce_reach_sales_connect)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::salesforce, left.id, {{"due", "2027-02-03"}, {"details", "x"}});
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->due == "2027-02-03");
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->details == "x");

    here.world.edit(service::salesforce, left.id, {{"due", nullptr}});
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->due.empty());

    here.world.complete(service::salesforce, left.id);
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->status == "complete");

    here.world.remove(service::salesforce, left.id);
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->deleted);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(c3_logs_recurrences_closed_and_foreign_tasks_never_cross_for_the_first_time)
{
    deployment here;
    here.enable();
    const auto with = [](const char* name, json::object fields) {
        return json::object{{"name", name}, {"fields", std::move(fields)}};
    };
    here.world.add(service::salesforce, with("E-mail log", {{"TaskSubtype", "Email"}}));
    here.world.add(service::salesforce, with("Call log", {{"TaskSubtype", "Call"}}));
    here.world.add(service::salesforce, {{"name", "Done before"}, {"status", "Completed"}});
    here.world.add(service::salesforce, {{"name", "Grace's"}, {"owner", grace}});
    const auto counts = here.world.add(service::salesforce, {{"name", "Counts"}});
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);

    // Once linked, it follows every change, completion and reopening included.
    here.world.complete(service::salesforce, counts.id);
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, counts).status == "complete");
    here.world.edit(service::salesforce, counts.id, {{"status", "Not Started"}});
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, counts).status == "open");
}

BOOST_AUTO_TEST_CASE(c6_an_owner_changed_to_another_synced_user_moves_the_task)
{
    deployment here;
    const auto left = here.linked_task();
    here.enable(grace);
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::salesforce, left.id, {{"owner", grace}});
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->owner == grace);
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(c6_an_owner_who_is_not_synced_takes_the_task_off_the_list_with_the_reason)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::salesforce, left.id, {{"owner", grace}});
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->deleted);
    BOOST_TEST(!here.world.find(service::salesforce, left.id)->deleted);
    BOOST_TEST(here.run({"history", right.id}).out.find("owner") != std::string::npos);

    here.world.edit(service::salesforce, left.id, {{"owner", ada}}); // and back
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).owner == ada);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(c7_a_task_that_salesforce_archived_was_not_deleted)
{
    deployment here;
    const auto left = here.linked_task({{"name", "Long ago"}, {"due", "2020-01-01"}});
    here.world.complete(service::salesforce, left.id);
    here.once();
    const auto right = here.twin(service::sales_connect, left);
    here.world.act(service::salesforce, "archive");
    here.world.reset_counts();
    here.once();
    BOOST_TEST(!here.world.find(service::sales_connect, right.id)->deleted);
    BOOST_TEST(here.world.writes(service::sales_connect) == 0U);
}

BOOST_AUTO_TEST_CASE(c2_an_undeleted_task_appears_again)
{
    deployment here;
    const auto left = here.linked_task();
    here.world.remove(service::salesforce, left.id);
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 0U);
    here.world.undelete(left.id);
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
