// SPDX-License-Identifier: Apache-2.0
// product.md section 1: which values of which fields cross.
#include "end_to_end/support/deployment.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using namespace dovetail::test;

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(table_of_section_1_crosses_both_ways)
{
    deployment here;
    const auto left = here.linked_task({{"name", "Call Bob"},
                                        {"status", "Not Started"},
                                        {"priority", "High"},
                                        {"due", "2027-03-28"},
                                        {"details", "About the offer"}});
    auto right = here.twin(service::sales_connect, left);
    BOOST_TEST(right.name == "Call Bob");
    BOOST_TEST(right.status == "open");
    BOOST_TEST(right.priority == "high");
    BOOST_TEST(right.due == "2027-03-28");
    BOOST_TEST(right.details == "About the offer");
    BOOST_TEST(right.owner == ada);

    here.world.edit(service::sales_connect, right.id,
                    {{"status", "complete"},
                     {"priority", "normal"},
                     {"due", "2027-04-01"},
                     {"details", "Done already"}});
    here.once();
    const auto after = *here.world.find(service::salesforce, left.id);
    BOOST_TEST(after.status == "Completed");
    BOOST_TEST(after.priority == "Normal");
    BOOST_TEST(after.due == "2027-04-01");
    BOOST_TEST(after.details == "Done already");
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(f1_a_status_of_the_org_s_own_leaves_sales_connect_as_it_was)
{
    deployment here;
    const auto left = here.linked_task();
    for (const char* status : {"In Progress", "Waiting on someone else", "Deferred"}) {
        here.world.edit(service::salesforce, left.id, {{"status", status}});
        here.once();
        BOOST_TEST(here.twin(service::sales_connect, left).status == "open");
    }
    BOOST_TEST(here.world.find(service::salesforce, left.id)->status == "Deferred");
}

BOOST_AUTO_TEST_CASE(f2_priority_low_leaves_sales_connect_as_it_was)
{
    deployment here;
    const auto left = here.linked_task({{"name", "Call Bob"}, {"priority", "High"}});
    here.world.edit(service::salesforce, left.id, {{"priority", "Low"}});
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).priority == "high");
    BOOST_TEST(here.world.find(service::salesforce, left.id)->priority == "Low");
}

BOOST_AUTO_TEST_CASE(f3_the_other_fields_of_such_a_task_still_cross_and_creation_uses_defaults)
{
    deployment here;
    const auto left =
        here.linked_task({{"name", "Odd one"}, {"status", "In Progress"}, {"priority", "Low"}});
    const auto created = here.twin(service::sales_connect, left);
    BOOST_TEST(created.status == "open");
    BOOST_TEST(created.priority == "normal");

    here.world.edit(service::salesforce, left.id, {{"status", "Deferred"}, {"due", "2027-01-31"}});
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).due == "2027-01-31");
    BOOST_TEST(here.world.find(service::salesforce, left.id)->status == "Deferred");
}

BOOST_AUTO_TEST_CASE(f3_setting_hold_makes_the_task_wait_with_its_reason_shown)
{
    deployment here;
    here.mapping_configuration()["fields"] =
        json::object{{"status", json::object{{"left", json::object{{"unmapped", "hold"}}}}}};
    here.enable();
    here.world.add(service::salesforce, {{"name", "Odd one"}, {"status", "Deferred"}});
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 0U);
    const auto held = here.run_json({"held", "list"}).at("held").as_array();
    BOOST_REQUIRE_EQUAL(held.size(), 1U);
    const std::string reason = held[0].at("reason").as_string().c_str();
    BOOST_TEST(reason.find("Deferred") != std::string::npos);

    const auto left = here.world.named(service::salesforce, "Odd one");
    here.world.edit(service::salesforce, left.id, {{"status", "Not Started"}});
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).status == "open");
    BOOST_TEST(here.run_json({"held", "list"}).at("held").as_array().empty());
}

BOOST_AUTO_TEST_CASE(f4_editing_details_never_turns_in_progress_into_not_started)
{
    deployment here;
    const auto left =
        here.linked_task({{"name", "Odd one"}, {"status", "In Progress"}, {"priority", "Low"}});
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::sales_connect, right.id, {{"details", "New text"}});
    here.once();
    const auto after = *here.world.find(service::salesforce, left.id);
    BOOST_TEST(after.details == "New text");
    BOOST_TEST(after.status == "In Progress");
    BOOST_TEST(after.priority == "Low");
}

BOOST_AUTO_TEST_CASE(f5_due_date_never_shifts_whatever_the_zones_of_host_and_member)
{
    for (const char* zone : {"Pacific/Kiritimati", "Etc/GMT+12", "Europe/Stockholm"}) {
        deployment here;
        here.environment["TZ"] = zone;
        here.enable(ada);
        here.enable(ken); // Pacific/Auckland
        for (const char* owner : {ada, ken})
            for (const char* day : {"2027-03-28", "2027-10-31", "2028-02-29"})
                here.world.add(
                    service::salesforce,
                    {{"owner", owner}, {"name", std::string(owner) + day}, {"due", day}});
        here.once();
        for (const auto& left : here.world.tasks(service::salesforce))
            BOOST_TEST(here.twin(service::sales_connect, left).due == left.due);
        BOOST_TEST(here.writes_of_another_once() == 0U);
    }
}

BOOST_AUTO_TEST_CASE(f5_a_time_of_day_in_sales_connect_survives_an_edit_of_the_date)
{
    deployment here;
    here.enable();
    const auto right =
        here.world.add(service::sales_connect, {{"name", "Call"}, {"due", "2027-03-27T23:30:00"}});
    here.once();
    const auto left = here.twin(service::salesforce, right);
    BOOST_TEST(left.due == "2027-03-27");
    here.world.edit(service::salesforce, left.id, {{"due", "2027-03-28"}});
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->due == "2027-03-28T23:30:00");
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(f6_what_is_too_long_is_cut_on_a_character_says_so_and_never_comes_back)
{
    deployment here;
    here.enable();
    std::string name;
    for (int i = 0; i < 300; ++i)
        name += "é";
    const std::string details(33'000, 'x');
    const auto right =
        here.world.add(service::sales_connect, {{"name", name}, {"details", details}});
    here.once();
    const auto left = here.twin(service::salesforce, right);
    BOOST_TEST(left.name.size() <= 2 * 255U);
    BOOST_TEST(left.name == name.substr(0, left.name.size()));
    BOOST_TEST(left.name.size() % 2 == 0U); // no half of an é
    BOOST_TEST(left.details.size() <= 32'000U);
    BOOST_TEST(here.writes_of_another_once() == 0U);
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->name == name);
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->details == details);
    const auto history = here.run({"history", right.id});
    BOOST_TEST(history.out.find("the first 255 of 300") != std::string::npos, history.out);
}

BOOST_AUTO_TEST_CASE(f6_line_breaks_are_normalised_once_and_never_bounce)
{
    deployment here;
    const auto left =
        here.linked_task({{"name", "Lines"}, {"details", "one\r\ntwo\rthree\n\xF0\x9F\x98\x80"}});
    BOOST_TEST(here.twin(service::sales_connect, left).details ==
               "one\ntwo\nthree\n\xF0\x9F\x98\x80");
    BOOST_TEST(here.writes_of_another_once() == 0U);
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::sales_connect, right.id, {{"details", "a\r\nb"}});
    here.once();
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(f7_an_unknown_literal_is_an_error_that_names_the_valid_ones)
{
    deployment here;
    here.world.set(
        {{"statuses", json::array{json::object{{"value", "Open"}, {"default", true}},
                                  json::object{{"value", "Completed"}, {"closed", true}}}}});
    const auto checked = here.run({"manifest", "check", "--online"});
    BOOST_TEST(checked.code == 3);
    BOOST_TEST(checked.err.find("Not Started") != std::string::npos);
    BOOST_TEST(checked.err.find("Open") != std::string::npos);
    BOOST_TEST(checked.err.find("Completed") != std::string::npos);

    const auto once = here.run({"once"});
    BOOST_TEST(once.code == 3);
    BOOST_TEST(once.err.find("Not Started") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(f8_type_and_fields_outside_the_table_are_never_written)
{
    deployment here;
    here.enable();
    const auto left = here.world.add(
        service::salesforce, {{"name", "Mine"}, {"fields", json::object{{"Type", "Other"}}}});
    here.once();
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::sales_connect, right.id, {{"details", "x"}, {"priority", "high"}});
    const auto made = here.world.add(service::sales_connect, {{"name", "Made there"}});
    here.once();
    BOOST_TEST(here.world.salesforce_field(left.id, "Type").as_string() == "Other");
    const auto created = here.twin(service::salesforce, made);
    BOOST_TEST(here.world.salesforce_field(created.id, "Type").is_null());
    BOOST_TEST(created.owner == ada);
}

BOOST_AUTO_TEST_SUITE_END()
