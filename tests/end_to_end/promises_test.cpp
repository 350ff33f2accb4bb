// SPDX-License-Identifier: Apache-2.0
// product.md section 5, P3, P4, P5 and P7. P1 and P2 are in crashes_test and faults_test, P8 in the
// bad_ tests.
#include "end_to_end/support/deployment.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace dovetail::test;

namespace {

std::int64_t number(const json::value& object, const char* name)
{
    return object.at(name).as_int64();
}

/// Salesforce refuses tasks without a description.
void require_details(deployment& here)
{
    here.world.set({{"rules", json::array{json::object{{"side", "salesforce"},
                                                       {"field", "Description"},
                                                       {"condition", "required"},
                                                       {"message", "Say why"}}}}});
}

} // namespace

BOOST_AUTO_TEST_SUITE(promises)

BOOST_AUTO_TEST_CASE(p3_every_change_ends_as_exactly_one_outcome_and_the_counts_balance)
{
    deployment here("demo");
    here.run_json({"members", "enable", "--all-users"});
    const auto sync = here.once();
    const auto& counts = sync.at("counts");
    BOOST_TEST(number(counts, "changes") == number(counts, "applied") + number(counts, "no_ops") +
                                                number(counts, "conflicts") +
                                                number(counts, "held") + number(counts, "failed"));
    BOOST_TEST(number(counts, "applied") > 10);
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(p3_a_refused_task_can_be_listed_retried_and_dismissed)
{
    deployment here;
    require_details(here);
    here.enable();
    here.world.add(service::sales_connect, {{"name", "Without details"}});
    const auto fine = here.world.add(service::sales_connect, {{"name", "Fine"}, {"details", "x"}});
    here.once();
    BOOST_TEST(here.twin(service::salesforce, fine).details == "x"); // a refusal blocks nobody
    auto held = here.run_json({"held", "list"}).at("held").as_array();
    BOOST_REQUIRE_EQUAL(held.size(), 1U);
    BOOST_TEST(held[0].at("result").as_string() == "failed");
    const std::string said = held[0].at("server_text").as_string().c_str();
    BOOST_TEST(said.find("Say why") != std::string::npos);
    const auto id = std::to_string(number(held[0], "id"));

    here.run_json({"held", "dismiss", id});
    BOOST_TEST(here.run_json({"held", "list"}).at("held").as_array().empty());
    BOOST_TEST(here.run_json({"held", "list", "--dismissed"}).at("held").as_array().size() == 1U);

    here.world.set({{"rules", json::array()}});
    here.run_json({"held", "retry", id});
    here.once();
    BOOST_TEST(here.world.named(service::salesforce, "Without details").owner == ada);
    BOOST_TEST(here.run_json({"held", "list", "--dismissed"}).at("held").as_array().empty());
}

BOOST_AUTO_TEST_CASE(p3_a_task_that_waits_can_be_edited_where_it_comes_from_and_then_crosses)
{
    deployment here;
    require_details(here);
    here.enable();
    const auto right = here.world.add(service::sales_connect, {{"name", "Without details"}});
    here.once();
    const auto waiting = here.run_json({"held", "list"}).at("held");
    BOOST_REQUIRE_EQUAL(waiting.as_array().size(), 1U);
    const auto id = std::to_string(number(waiting.at(0), "id"));

    // What makes no sense is refused at once, and names what does.
    const auto unknown = here.run({"held", "edit", id, "colour=red"});
    BOOST_TEST(unknown.code == 1);
    BOOST_TEST(unknown.err.find("details") != std::string::npos);
    BOOST_TEST(here.run({"held", "edit", id, "details"}).code == 2);

    // What only the system itself can refuse waits as a change of its own, with its reason.
    here.run_json({"held", "edit", id, "status=sideways"});
    here.once();
    auto held = here.run_json({"held", "list"}).at("held").as_array();
    BOOST_REQUIRE_EQUAL(held.size(), 2U);
    BOOST_TEST(held[1].at("wish").as_string() == "edit");
    BOOST_TEST(held[1].at("source_key").as_string() == right.id);
    BOOST_TEST(held[1].at("reason").as_string().find("sideways") != std::string::npos);
    here.run_json({"held", "dismiss", std::to_string(number(held[1], "id"))});

    here.run_json({"held", "edit", id, "details=because", "due=2027-03-04"});
    here.run_json({"held", "edit", id, "priority=high"}); // edits add up
    here.once();
    const auto mine = here.world.find(service::sales_connect, right.id);
    BOOST_TEST(mine->details == "because");
    BOOST_TEST(mine->due == "2027-03-04");
    BOOST_TEST(mine->priority == "high");
    const auto crossed = here.twin(service::salesforce, right);
    BOOST_TEST(crossed.details == "because");
    BOOST_TEST(crossed.due == "2027-03-04");
    BOOST_TEST(crossed.priority == "High");
    BOOST_TEST(here.run_json({"held", "list", "--dismissed"}).at("held").as_array().empty());
    BOOST_TEST(here.writes_of_another_once() == 0U);
}

BOOST_AUTO_TEST_CASE(p4_plan_shows_record_by_record_and_field_by_field_and_writes_nothing)
{
    deployment here;
    const auto left = here.linked_task({{"name", "Call Bob"}, {"due", "2027-01-01"}});
    here.world.edit(service::salesforce, left.id, {{"due", "2027-01-02"}});
    here.world.add(service::sales_connect, {{"name", "New there"}});
    const auto world_before = here.world.everything();
    const auto state_before = read_file(here.state_file());
    const auto wal = fs::path(here.state_file().string() + "-wal");
    const auto log_before = read_file(wal);
    fs::permissions(here.state_file(), fs::perms::owner_read);

    const auto text = here.run({"plan"});
    BOOST_TEST(text.code == 0);
    BOOST_TEST(text.out.find("2027-01-01") != std::string::npos);
    BOOST_TEST(text.out.find("2027-01-02") != std::string::npos);
    BOOST_TEST(text.out.find("New there") != std::string::npos);
    const auto plan = here.run_json({"plan"}).at("syncs").at(0);
    BOOST_TEST(number(plan, "create") == 1);
    BOOST_TEST(number(plan, "update") == 1);
    bool seen = false;
    for (const auto& item : plan.at("items").as_array())
        for (const auto& field : item.at("fields").as_array())
            if (item.at("action").as_string() == "update")
                seen = field.at("before").as_string() == "2027-01-01" &&
                       field.at("after").as_string() == "2027-01-02";
    BOOST_TEST(seen);

    BOOST_TEST(here.world.everything() == world_before);
    BOOST_TEST((read_file(here.state_file()) == state_before));
    BOOST_TEST((read_file(wal) == log_before));
}

BOOST_AUTO_TEST_CASE(p4_a_plan_before_the_first_sync_needs_no_state_file_and_makes_none)
{
    deployment here;
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    BOOST_TEST(here.run({"plan"}).code == 0);
    BOOST_TEST(!fs::exists(here.state_file()));
}

BOOST_AUTO_TEST_CASE(p5_status_tells_how_much_of_the_budget_is_gone)
{
    deployment here;
    here.world.set({{"daily_api_limit", 1000}});
    here.linked_task();
    const auto budget =
        here.run_json({"status"}).at("syncs").at(0).at("connections").at("salesforce").at("budget");
    BOOST_TEST(number(budget, "limit") == 1000);
    BOOST_TEST(number(budget, "used") > 0);
}

BOOST_AUTO_TEST_CASE(p5_when_the_budget_is_short_a_backfill_waits_and_an_edit_still_crosses)
{
    deployment here;
    const auto left = here.linked_task();
    const auto right = here.twin(service::sales_connect, left);
    // 96 % gone: what is not essential stops.
    here.connection("salesforce")["budget"] =
        json::object{{"hold_percent", 2}, {"warn_percent", 1}, {"resume_percent", 1}};
    here.world.set({{"daily_api_limit", 100}});
    const auto host = here.start({"run"});
    here.world.edit(service::sales_connect, right.id, {{"due", "2027-03-03"}});
    BOOST_TEST(eventually(
        [&] { return here.world.find(service::salesforce, left.id)->due == "2027-03-03"; }));
    here.world.add(service::salesforce, {{"name", "Grace's"}, {"owner", grace}});
    here.enable(grace);
    here.world.edit(service::sales_connect, right.id, {{"due", "2027-03-04"}});
    BOOST_TEST(eventually(
        [&] { return here.world.find(service::salesforce, left.id)->due == "2027-03-04"; }));
    BOOST_TEST(host->running());
    host->signal(SIGTERM);
    BOOST_TEST(host->wait().code == 0);
}

BOOST_AUTO_TEST_CASE(p5_idling_costs_one_request_a_side_however_many_members)
{
    deployment here;
    for (const char* who : {ada, grace, ken})
        here.enable(who);
    here.once();
    here.run({"once"});
    here.world.reset_counts();
    const auto host = here.start({"run", "--json"});
    BOOST_TEST(eventually([&] { return here.world.requests(service::sales_connect) >= 6; }));
    host->signal(SIGTERM);
    BOOST_TEST(host->wait().code == 0);
    // One of each kind: authorisation and checks at the start cost a few of their own.
    BOOST_TEST(here.world.requests(service::salesforce) <=
               here.world.requests(service::sales_connect) + 6);
    BOOST_TEST(here.world.writes(service::salesforce) == 0U);
}

BOOST_AUTO_TEST_CASE(p7_no_secret_is_in_any_output_log_state_or_manifest)
{
    deployment here;
    here.environment["DOVETAIL_TEST"] = "1";
    here.world.fault({{"side", "salesforce"},
                      {"kind", "status_401"},
                      {"times", 1},
                      {"match", "/services/data"}});
    here.enable();
    here.world.add(service::salesforce, {{"name", "Call Bob"}});
    const auto said = here.run({"once", "--log-level", "debug", "--json"});
    BOOST_TEST(said.code == 0);
    std::string everything = said.out + said.err + read_file(here.manifest_file());
    for (const auto& entry : fs::directory_iterator(here.state_file().parent_path()))
        if (entry.is_regular_file()) everything += read_file(entry.path());
    for (const auto& entry : fs::directory_iterator(here.world.folder() / "secrets")) {
        if (!entry.is_regular_file()) continue;
        const auto secret = read_file(entry.path());
        BOOST_TEST((everything.find(secret) == std::string::npos), entry.path().filename());
    }
    BOOST_TEST((everything.find("Bearer 0") == std::string::npos));
}

BOOST_AUTO_TEST_CASE(p7_secrets_that_others_may_read_are_refused_with_the_remedy)
{
    deployment here;
    const auto secret = here.world.folder() / "secrets" / "sales-connect.client-secret";
    fs::permissions(secret, fs::perms::owner_read | fs::perms::group_read);
    const auto result = here.run({"once"});
    BOOST_TEST(result.code == 3);
    BOOST_TEST(result.err.find("chmod 600") != std::string::npos);
    BOOST_TEST(result.err.find(secret.string()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p7_the_state_and_its_folder_are_the_owner_s_alone)
{
    deployment here;
    here.enable();
    here.once();
    const auto others = fs::perms::group_all | fs::perms::others_all;
    const auto folder = here.state_file().parent_path();
    BOOST_TEST(((fs::status(folder).permissions() & others) == fs::perms::none));
    for (const auto& entry : fs::directory_iterator(folder))
        BOOST_TEST(((entry.status().permissions() & others) == fs::perms::none),
                   entry.path().filename());
}

BOOST_AUTO_TEST_SUITE_END()
