// SPDX-License-Identifier: Apache-2.0
// The command line: what people and scripts rely on (docs/command-line.md).
#include "end_to_end/support/deployment.hpp"
#include "end_to_end/support/programs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sstream>

namespace json = boost::json;
using namespace dovetail::test;

namespace {

std::vector<json::object> json_lines(const std::string& text)
{
    std::vector<json::object> all;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        all.push_back(json::parse(line).as_object());
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(commands)

BOOST_AUTO_TEST_CASE(a_wrong_command_line_ends_with_2_and_points_at_help)
{
    deployment here;
    for (const arguments& words : {arguments{},
                                   {"onec"},
                                   {"once", "--jsn"},
                                   {"tasks"},
                                   {"members", "enable"},
                                   {"held", "retry"},
                                   {"history", "restore", "x"},
                                   {"status", "--color", "blue"}}) {
        const auto result = here.run_alone(words);
        BOOST_TEST(result.code == 2);
        BOOST_TEST(result.err.find("--help") != std::string::npos, result.err);
    }
    BOOST_TEST(here.run({"once", "--sync", "other"}).code == 2);
}

BOOST_AUTO_TEST_CASE(each_command_has_help_with_an_example)
{
    deployment here;
    for (const arguments& words : {arguments{"run"},
                                   {"once"},
                                   {"plan"},
                                   {"status"},
                                   {"members", "list"},
                                   {"members", "enable"},
                                   {"members", "disable"},
                                   {"tasks"},
                                   {"history"},
                                   {"history", "restore"},
                                   {"held", "list"},
                                   {"held", "retry"},
                                   {"held", "dismiss"},
                                   {"held", "confirm-deletes"},
                                   {"plugins", "list"},
                                   {"plugins", "inspect"},
                                   {"manifest", "check"}}) {
        auto help = words;
        help.emplace_back("--help");
        const auto result = here.run_alone(help);
        BOOST_TEST(result.code == 0);
        BOOST_TEST(result.out.find("Example:\n  dovetail ") != std::string::npos, words.front());
    }
    BOOST_TEST(here.run_alone({"--version"}).out.find("dovetail ") == 0U);
}

BOOST_AUTO_TEST_CASE(members_are_found_by_address_whatever_its_letter_case)
{
    deployment here;
    here.run_json({"members", "enable", "ADA@Example.com"});
    const auto members = here.run_json({"members", "list"}).at("members").as_array();
    BOOST_REQUIRE_EQUAL(members.size(), 1U);
    BOOST_TEST(members[0].at("member").as_string() == ada);
    BOOST_TEST(members[0].at("time_zone").as_string() == "Europe/Stockholm");
    BOOST_TEST(members[0].at("enabled").as_bool());
    here.disable("Ada@Example.Com");
    const auto after = here.run_json({"members", "list"}).at("members").as_array();
    BOOST_TEST(!after.at(0).at("enabled").as_bool());
}

BOOST_AUTO_TEST_CASE(members_whose_addresses_differ_are_paired_by_hand)
{
    deployment here;
    here.run_json({"members", "enable", ada, "--right-user", grace});
    here.world.add(service::salesforce, {{"name", "Ada's"}});
    here.once();
    BOOST_TEST(here.world.named(service::sales_connect, "Ada's").owner == grace);
}

BOOST_AUTO_TEST_CASE(all_users_of_both_sides_are_turned_on_and_the_others_named)
{
    deployment here("demo");
    const auto result = here.run_json({"members", "enable", "--all-users"});
    BOOST_TEST(result.at("members").as_array().size() == 5U);
    BOOST_TEST(result.at("skipped").as_array().size() == 3U); // one user alone, two of programs
}

BOOST_AUTO_TEST_CASE(an_unknown_user_or_member_fails_with_1_and_says_where)
{
    deployment here;
    const auto enabled = here.run({"members", "enable", "nobody@example.com"});
    BOOST_TEST(enabled.code == 1);
    BOOST_TEST(enabled.err.find("nobody@example.com") != std::string::npos);
    for (const arguments& words : {arguments{"members", "disable", "nobody@example.com"},
                                   {"tasks", "nobody@example.com"},
                                   {"history", "--member", "nobody@example.com"},
                                   {"held", "dismiss", "99"},
                                   {"history", "restore", "99"}})
        BOOST_TEST(here.run(words).code == 1, words.front());
}

BOOST_AUTO_TEST_CASE(run_prints_json_lines_that_tell_everything_that_happens)
{
    deployment here;
    here.enable();
    here.once();
    const auto host = here.start({"run", "--json"});
    host->wait_for_output("\"started\"");
    const auto left =
        here.world.add(service::salesforce, {{"name", "Call Bob"}, {"due", "2027-01-01"}});
    host->wait_for_output("\"crossing\"");
    here.world.edit(service::salesforce, left.id, {{"due", "2027-01-02"}});
    host->wait_for_output("2027-01-02");
    host->signal(SIGTERM);
    const auto result = host->wait();
    BOOST_TEST(result.code == 0);
    const auto lines = json_lines(result.out);
    BOOST_TEST(lines.front().at("type").as_string() == "started");
    BOOST_TEST(lines.back().at("type").as_string() == "stopped");
    bool updated = false;
    for (const auto& line : lines) {
        if (line.at("type").as_string() != "crossing") continue;
        BOOST_TEST(line.at("from").as_string() == "salesforce");
        BOOST_TEST(line.at("to").as_string() == "sales-connect");
        BOOST_TEST(line.at("member").as_string() == ada);
        if (line.at("action").as_string() != "update") continue;
        const auto& field = line.at("fields").as_array().at(0);
        updated = field.at("field").as_string() == "due" &&
                  field.at("before").as_string() == "2027-01-01" &&
                  field.at("after").as_string() == "2027-01-02";
    }
    BOOST_TEST(updated);
}

BOOST_AUTO_TEST_CASE(run_prints_one_line_for_each_change_that_crosses)
{
    deployment here;
    const auto left = here.linked_task({{"name", "Call Bob"}, {"due", "2027-01-01"}});
    const auto host = here.start({"run"});
    host->wait_for_output("⇄");
    here.world.edit(service::salesforce, left.id, {{"due", "2027-01-02"}});
    host->wait_for_output("2027-01-01 → 2027-01-02");
    host->signal(SIGINT);
    const auto result = host->wait();
    BOOST_TEST(result.code == 0);
    BOOST_TEST(
        result.out.find("ada@example.com  salesforce → sales-connect  updated  “Call Bob”") !=
        std::string::npos);
    BOOST_TEST(result.out.find('\x1b') == std::string::npos); // colours only on a terminal
}

BOOST_AUTO_TEST_CASE(e2_on_a_terminal_a_bar_shows_the_first_sync_instead_of_a_line_for_each_task)
{
    deployment here;
    here.enable();
    for (int i = 0; i < 30; ++i)
        here.world.add(service::salesforce, {{"name", "Task " + std::to_string(i)}});
    here.world.fault({{"side", "sales-connect"}, {"kind", "latency"}, {"value", 300}});
    const auto command = "stty cols 90; exec '" + host_program().string() + "' run --manifest '" +
                         here.manifest_file().string() + "'";
    process seen("/usr/bin/script", {"-qfec", command, "/dev/null"},
                 {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, here.folder());
    seen.wait_for_output("first sync done: 30 crossed");
    const auto out = seen.out();
    const bool bar = out.find("tasks  looking for tasks") != std::string::npos ||
                     out.find("0 of 30 · 30 to go") != std::string::npos;
    BOOST_TEST(bar, out);
    BOOST_TEST(out.find("\r\x1b[2K") != std::string::npos); // redrawn in its place
    BOOST_TEST(out.find("Task 7") == std::string::npos, out);
    BOOST_TEST(out.find("\x1b[3") == std::string::npos); // NO_COLOR
    here.world.add(service::salesforce, {{"name", "Afterwards"}});
    seen.wait_for_output("Afterwards"); // each by itself again
}

BOOST_AUTO_TEST_CASE(control_characters_of_users_never_reach_the_terminal)
{
    deployment here;
    here.enable();
    here.world.add(service::salesforce, {{"name", "evil \x1b[31m\x07 name"}});
    const auto plan = here.run({"plan"});
    BOOST_TEST(plan.out.find("evil") != std::string::npos);
    BOOST_TEST(plan.out.find('\x1b') == std::string::npos);
    BOOST_TEST(plan.out.find('\x07') == std::string::npos);
    here.once();
    BOOST_TEST(here.run({"history"}).out.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(once_says_what_crossed_what_waits_and_how_many_requests_it_took)
{
    deployment here("demo");
    here.run_json({"members", "enable", "--all-users"});
    const auto result = here.run({"once"});
    BOOST_TEST(result.code == 0, result.err);
    for (const char* word : {"settled", "to salesforce:", "to sales-connect:", "created", "no-op",
                             "requests to salesforce"})
        BOOST_TEST(result.out.find(word) != std::string::npos, word << " in " << result.out);
}

BOOST_AUTO_TEST_CASE(manifest_check_online_tells_that_every_server_answers_and_fits)
{
    deployment here;
    const auto result = here.run({"manifest", "check", "--strict", "--online"});
    BOOST_TEST(result.code == 0, result.err);
    BOOST_TEST(result.out.find("good") != std::string::npos);
    BOOST_TEST(here.run_json({"manifest", "check"}).at("ok").as_bool());
}

BOOST_AUTO_TEST_CASE(colour_may_be_asked_for_and_refused)
{
    deployment here;
    BOOST_TEST(here.run({"status", "--color", "always"}).out.find('\x1b') != std::string::npos);
    here.environment["NO_COLOR"] = "1";
    BOOST_TEST(here.run({"status"}).out.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
