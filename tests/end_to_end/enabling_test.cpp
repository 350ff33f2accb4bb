// SPDX-License-Identifier: Apache-2.0
// product.md section 3: turning sync on.
#include "end_to_end/support/deployment.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <ctime>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t day_s = 24 * hour_s;

std::string date_in(std::int64_t days, const char* zone)
{
    // The test's own arithmetic, by the C library, apart from the host's.
    const std::string before = std::getenv("TZ") == nullptr ? "" : std::getenv("TZ");
    setenv("TZ", zone, 1);
    tzset();
    const auto now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    parts.tm_mday += static_cast<int>(days);
    parts.tm_hour = 12;
    std::mktime(&parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    before.empty() ? unsetenv("TZ") : setenv("TZ", before.c_str(), 1);
    tzset();
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(enabling)

BOOST_AUTO_TEST_CASE(e1_nothing_crosses_until_the_box_is_ticked)
{
    deployment here;
    here.world.add(service::salesforce, {{"name", "Ada's"}});
    here.world.add(service::sales_connect, {{"name", "Ada's too"}});
    here.world.reset_counts();
    here.once();
    BOOST_TEST(here.world.writes(service::salesforce) == 0U);
    BOOST_TEST(here.world.writes(service::sales_connect) == 0U);

    here.world.add(service::salesforce, {{"name", "Grace's"}, {"owner", grace}});
    here.enable(ada);
    here.once();
    BOOST_TEST(here.world.named(service::sales_connect, "Ada's").owner == ada);
    for (const auto& one : here.world.tasks(service::sales_connect))
        BOOST_TEST(one.owner == ada); // Grace did not tick hers
}

BOOST_AUTO_TEST_CASE(e2_pressing_save_starts_a_sync_at_once_and_shows_its_progress)
{
    deployment here;
    for (int i = 0; i < 30; ++i)
        here.world.add(service::salesforce, {{"name", "Task " + std::to_string(i)}});
    here.sync_settings()["interval_s"] = 600; // so that only the press can start it
    const auto host = here.start({"run", "--json"});
    host->wait_for_output("\"started\"");
    here.enable();
    BOOST_TEST(eventually([&] { return here.world.count(service::sales_connect) == 30; }));
    BOOST_TEST(eventually([&] {
        const auto members = here.run_json({"members", "list"}).at("members").as_array();
        const auto& member = members.at(0);
        return !member.at("catching_up").as_bool() && member.at("found").as_int64() == 30 &&
               member.at("done").as_int64() == 30;
    }));
    host->signal(SIGTERM);
    const auto result = host->wait();
    BOOST_TEST(result.code == 0);
    BOOST_TEST(result.out.find("\"type\":\"progress\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(e3_the_last_24_hours_of_salesforce_are_pulled_and_sales_connect_is_not_pushed)
{
    deployment here;
    here.world.advance_clock(-3 * day_s);
    here.world.add(service::salesforce, {{"name", "Old"}});
    const auto touched = here.world.add(service::salesforce, {{"name", "Old but touched"}});
    here.world.add(service::sales_connect, {{"name", "Already there"}});
    here.world.advance_clock(3 * day_s - 23 * hour_s);
    here.world.edit(service::salesforce, touched.id, {{"details", "x"}});
    here.world.add(service::salesforce, {{"name", "Recent"}});
    here.world.advance_clock(23 * hour_s);
    here.world.reset_counts();
    here.enable();
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 3U);
    here.world.named(service::sales_connect, "Old but touched");
    here.world.named(service::sales_connect, "Recent");
    BOOST_TEST(here.world.writes(service::salesforce) == 0U);
}

BOOST_AUTO_TEST_CASE(e4_only_tasks_created_after_enabling_are_created_in_salesforce)
{
    deployment here;
    const auto older = here.world.add(service::sales_connect, {{"name", "Older"}});
    here.enable();
    here.once();
    here.world.add(service::sales_connect, {{"name", "Newer"}});
    here.world.edit(service::sales_connect, older.id, {{"details", "edited after enabling"}});
    here.once();
    BOOST_TEST(here.world.count(service::salesforce) == 1U);
    here.world.named(service::salesforce, "Newer");
}

BOOST_AUTO_TEST_CASE(e5_enabling_again_deletes_what_was_deleted_in_salesforce_within_15_days)
{
    deployment here;
    here.world.add(service::sales_connect, {{"name", "Never linked"}});
    const auto left = here.linked_task({{"name", "Goes"}});
    const auto right = here.twin(service::sales_connect, left);
    here.disable();
    here.world.remove(service::salesforce, left.id);
    here.once();
    BOOST_TEST(!here.world.find(service::sales_connect, right.id)->deleted);
    here.enable();
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->deleted);
    here.world.named(service::sales_connect, "Never linked");
}

BOOST_AUTO_TEST_CASE(e5_beyond_15_days_a_delete_is_found_by_id)
{
    deployment here;
    const auto left = here.linked_task({{"name", "Goes"}});
    const auto stays = here.world.add(service::salesforce, {{"name", "Stays"}});
    here.once();
    const auto right = here.twin(service::sales_connect, left);
    here.disable();
    here.world.remove(service::salesforce, left.id);
    here.world.advance_clock(20 * day_s);
    here.enable();
    here.once();
    BOOST_TEST(here.world.find(service::sales_connect, right.id)->deleted);
    BOOST_TEST(!here.twin(service::sales_connect, stays).deleted);
}

BOOST_AUTO_TEST_CASE(e6_unticking_stops_both_directions_keeps_the_links_and_loses_nothing)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    here.disable();
    here.world.edit(service::salesforce, left.id, {{"due", "2027-05-05"}});
    here.world.edit(service::sales_connect, right.id, {{"priority", "high"}});
    here.world.add(service::salesforce, {{"name", "While off"}});
    here.world.reset_counts();
    here.once();
    BOOST_TEST(here.world.writes(service::salesforce) == 0U);
    BOOST_TEST(here.world.writes(service::sales_connect) == 0U);

    here.enable();
    here.once();
    BOOST_TEST(here.twin(service::sales_connect, left).due == "2027-05-05");
    BOOST_TEST(here.world.find(service::salesforce, left.id)->priority == "High");
    BOOST_TEST(here.world.count(service::sales_connect) == 2U); // no second twin
    here.world.named(service::sales_connect, "While off");
}

BOOST_AUTO_TEST_CASE(e6_pressing_save_again_re_syncs_and_doubles_nothing)
{
    deployment here;
    const auto left = here.linked_task();
    here.enable();
    here.enable();
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 1U);
    BOOST_TEST(here.world.count(service::salesforce) == 1U);
    BOOST_TEST(here.twin(service::sales_connect, left).name == left.name);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(e7_command_center_shows_only_today_and_tomorrow_in_the_member_s_zone)
{
    deployment here;
    here.enable(ken); // Pacific/Auckland: mostly a day ahead of UTC
    const char* zone = "Pacific/Auckland";
    for (const std::int64_t day : {-1, 0, 1, 2})
        here.world.add(
            service::salesforce,
            {{"owner", ken}, {"name", "Day " + std::to_string(day)}, {"due", date_in(day, zone)}});
    here.world.add(service::salesforce, {{"owner", ken}, {"name", "No date"}});
    here.once();
    BOOST_TEST(here.world.count(service::sales_connect) == 5U); // all are synced
    const auto names = [&](arguments words) {
        std::string all;
        const auto list = here.run_json(std::move(words));
        for (const auto& one : list.at("tasks").as_array())
            all += std::string(one.at("fields").at("name").as_string().c_str()) + ";";
        return all;
    };
    BOOST_TEST(names({"tasks", ken}) == "Day 0;Day 1;");
    BOOST_TEST(names({"tasks", ken, "--overdue"}) == "Day -1;Day 0;Day 1;");
}

BOOST_AUTO_TEST_CASE(e8_as_long_as_it_runs_changes_of_both_sides_keep_crossing)
{
    deployment here;
    here.enable();
    const auto host = here.start({"run"});
    const auto left = here.world.add(service::salesforce, {{"name", "One"}});
    BOOST_TEST(eventually([&] { return here.world.count(service::sales_connect) == 1; }));
    const auto right = here.twin(service::sales_connect, left);
    here.world.complete(service::sales_connect, right.id);
    BOOST_TEST(eventually(
        [&] { return here.world.find(service::salesforce, left.id)->status == "Completed"; }));
    here.world.remove(service::salesforce, left.id);
    BOOST_TEST(
        eventually([&] { return here.world.find(service::sales_connect, right.id)->deleted; }));
    host->signal(SIGINT);
    const auto result = host->wait();
    BOOST_TEST_REQUIRE(result.code == 0, "exit code " << result.code << ": " << result.err);
    BOOST_TEST(result.out.find("salesforce → sales-connect") != std::string::npos);
    BOOST_TEST(result.out.find("sales-connect → salesforce") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
