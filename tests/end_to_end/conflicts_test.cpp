// SPDX-License-Identifier: Apache-2.0
// product.md section 4, C4, C5 and C8: both sides changed, and brakes.
#include "end_to_end/support/deployment.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

/// The first entry of the history that has a losing value.
json::object losing_entry(deployment& here, const std::string& key)
{
    const auto history = here.run_json({"history", key});
    for (const auto& entry : history.at("entries").as_array())
        if (entry.at("restorable").as_bool()) return entry.as_object();
    throw std::runtime_error("nothing lost");
}

void restore(deployment& here, const json::object& entry)
{
    here.run_json({"history", "restore", std::to_string(entry.at("id").as_int64())});
}

/// Two days apart by the clocks of both systems, Salesforce last or first.
void edit_both(deployment& here, const task& left, const task& right, bool salesforce_last,
               const char* left_due, const char* right_due)
{
    const auto edit_left = [&] {
        here.world.edit(service::salesforce, left.id, {{"due", left_due}});
    };
    const auto edit_right = [&] {
        here.world.edit(service::sales_connect, right.id, {{"due", right_due}});
    };
    if (!salesforce_last) edit_left();
    edit_right();
    here.world.advance_clock(5);
    if (salesforce_last)
        edit_left();
    else
        edit_right();
}

std::string left_due(deployment& here, const task& left)
{
    return here.world.find(service::salesforce, left.id)->due;
}

std::string right_due(deployment& here, const task& right)
{
    return here.world.find(service::sales_connect, right.id)->due;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conflicts)

BOOST_AUTO_TEST_CASE(c4_edits_of_different_fields_on_both_sides_both_survive)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::salesforce, left.id, {{"due", "2027-06-01"}});
    here.world.edit(service::sales_connect, right.id, {{"priority", "high"}});
    here.once();
    BOOST_TEST(right_due(here, right) == "2027-06-01");
    BOOST_TEST(left_due(here, left) == "2027-06-01");
    BOOST_TEST(here.world.find(service::salesforce, left.id)->priority == "High");
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->priority == "high");
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(c4_the_latest_edit_of_one_field_wins_and_the_loser_can_be_restored)
{
    for (const bool salesforce_last : {true, false}) {
        deployment here;
        const auto left = here.linked_task();
        const auto right = here.twin(service::sales_connect, left);
        edit_both(here, left, right, salesforce_last, "2027-06-01", "2027-06-02");
        here.once();
        const std::string winner = salesforce_last ? "2027-06-01" : "2027-06-02";
        const std::string loser = salesforce_last ? "2027-06-02" : "2027-06-01";
        BOOST_TEST(left_due(here, left) == winner);
        BOOST_TEST(right_due(here, right) == winner);
        BOOST_TEST(here.writes_of_another_once() == 0U);

        restore(here, losing_entry(here, left.id));
        here.once();
        BOOST_TEST(left_due(here, left) == loser);
        BOOST_TEST(right_due(here, right) == loser);
        BOOST_TEST(here.writes_of_another_once() == 0U);
    }
}

BOOST_AUTO_TEST_CASE(c4_setting_names_the_side_that_wins_for_each_field)
{
    deployment here;
    here.sync_settings()["conflict"] =
        json::object{{"default", "salesforce"}, {"fields", json::object{{"due", "sales-connect"}}}};
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::sales_connect, right.id, {{"due", "2027-06-02"}, {"details", "r"}});
    here.world.advance_clock(5);
    here.world.edit(service::salesforce, left.id, {{"due", "2027-06-01"}, {"details", "l"}});
    here.once();
    BOOST_TEST(left_due(here, left) == "2027-06-02");
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->details == "l");
}

BOOST_AUTO_TEST_CASE(c4_the_same_edit_on_both_sides_is_no_conflict_and_no_write)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.world.edit(service::salesforce, left.id, {{"due", "2027-06-01"}});
    here.world.edit(service::sales_connect, right.id, {{"due", "2027-06-01"}});
    here.world.reset_counts();
    here.once();
    BOOST_TEST(here.world.writes(service::salesforce) == 0U);
    BOOST_TEST(here.world.writes(service::sales_connect) == 0U);
}

BOOST_AUTO_TEST_CASE(c5_deleted_here_and_edited_there_is_deleted_and_can_be_restored)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.world.remove(service::salesforce, left.id);
    here.world.edit(service::sales_connect, right.id, {{"details", "precious"}});
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->deleted);

    restore(here, losing_entry(here, right.id));
    here.once();
    const auto again = here.world.tasks(service::sales_connect);
    BOOST_REQUIRE_EQUAL(again.size(), 1U);
    BOOST_TEST(again[0].details == "precious");
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(c5_setting_edit_creates_the_deleted_one_anew_and_the_deletion_can_be_restored)
{
    deployment here;
    here.sync_settings()["delete_versus_edit"] = "edit";
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.world.remove(service::salesforce, left.id);
    here.world.edit(service::sales_connect, right.id, {{"details", "precious"}});
    here.once();
    BOOST_TEST(!here.world.find(service::sales_connect, right.id)->deleted);
    const auto again = here.world.tasks(service::salesforce);
    BOOST_REQUIRE_EQUAL(again.size(), 1U);
    BOOST_TEST(again[0].details == "precious");
    BOOST_TEST(here.writes_of_another_once() == 0U);

    restore(here, losing_entry(here, right.id)); // the deletion, that is
    here.once();
    BOOST_TEST(here.world.count(service::salesforce) == 0U);
    BOOST_TEST(here.world.count(service::sales_connect) == 0U);
    BOOST_TEST(here.run_json({"held", "list"}).at("held").as_array().empty());
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(c8_more_deletes_than_the_share_wait_for_one_confirmation)
{
    deployment here;
    here.enable();
    std::vector<task> lefts;
    for (int i = 0; i < 40; ++i)
        lefts.push_back(here.world.add(service::salesforce, {{"name", std::to_string(i)}}));
    here.once();
    for (int i = 0; i < 21; ++i)
        here.world.remove(service::salesforce, lefts[std::size_t(i)].id);
    here.world.edit(service::salesforce, lefts[30].id, {{"details", "still crosses"}});
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 40U);
    BOOST_TEST(here.twin(service::sales_connect, lefts[30]).details == "still crosses");
    const auto status = here.run_json({"status"}).at("syncs").at(0);
    BOOST_TEST(status.at("mass_deletes").as_int64() == 21);
    BOOST_TEST(here.run({"status"}).out.find("confirm-deletes") != std::string::npos);

    here.once(); // and it stays so
    BOOST_TEST(here.world.count(service::sales_connect) == 40U);
    BOOST_TEST(here.run_json({"held", "confirm-deletes"}).at("confirmed").as_int64() == 21);
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 19U);
}

BOOST_AUTO_TEST_CASE(c8_twenty_deletes_and_a_quarter_are_still_an_ordinary_day)
{
    deployment here;
    here.enable();
    std::vector<task> lefts;
    for (int i = 0; i < 40; ++i)
        lefts.push_back(here.world.add(service::salesforce, {{"name", std::to_string(i)}}));
    here.once();
    for (int i = 0; i < 20; ++i)
        here.world.remove(service::salesforce, lefts[std::size_t(i)].id);
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 20U);
}

BOOST_AUTO_TEST_CASE(c8_a_new_state_file_deletes_and_doubles_nothing)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    const auto made = here.world.add(service::sales_connect, {{"name", "Made there"}});
    here.once();
    std::filesystem::remove_all(here.state_file().parent_path());
    here.enable();
    here.once();
    BOOST_TEST(here.world.count(service::salesforce) == 2U);
    BOOST_TEST(here.world.count(service::sales_connect) == 2U);

    here.world.edit(service::salesforce, left.id, {{"due", "2027-07-01"}}); // linked again
    here.once();
    BOOST_TEST(right_due(here, right) == "2027-07-01");
    here.world.edit(service::sales_connect, made.id, {{"due", "2027-07-02"}});
    here.once();
    BOOST_TEST(here.twin(service::salesforce, made).due == "2027-07-02");
}

BOOST_AUTO_TEST_CASE(c8_nothing_is_deleted_after_401_or_403_or_for_being_absent)
{
    deployment here;
    const auto left = here.linked_task();
    for (const char* kind : {"status_401", "status_403"}) {
        here.world.fault({{"side", "salesforce"}, {"kind", kind}, {"match", "/services/data"}});
        here.run({"once"});
        here.world.clear_faults();
    }
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
    // Deleted, and gone from the recycle bin before anybody looked: absent, no tombstone.
    here.world.remove(service::salesforce, left.id);
    here.world.act(service::salesforce, "purge-recycle-bin");
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
