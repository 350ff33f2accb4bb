// SPDX-License-Identifier: Apache-2.0
// Every bad plugin is caught, by the check that is meant for it and by none before.
#include <judge/judge.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <set>
#include <sstream>

namespace judge = dovetail::judge;

namespace {

struct expectation
{
    std::string plugin;
    std::string rule;
    std::string by_case;
};

std::vector<expectation> read_expectations()
{
    std::ifstream in(BAD_PLUGINS_SOURCE "/expected.txt");
    std::vector<expectation> out;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream words(line);
        expectation& one = out.emplace_back();
        words >> one.plugin >> one.rule >> one.by_case;
    }
    return out;
}

judge::judgement judge_it(const std::string& plugin, bool to_the_first)
{
    judge::trial of;
    of.asked.manifest = std::filesystem::path(BAD_PLUGINS) / (plugin + ".plugin.json");
    of.asked.conversation = BAD_PLUGINS_SOURCE "/conversation.json";
    of.asked.seed = 1;
    of.to_the_first = to_the_first;
    of.time_limit = std::chrono::seconds(plugin == "hangs" ? 20 : 300);
    of.command = {DOVETAIL_PLUGIN_TOOL,
                  "conform",
                  of.asked.manifest.string(),
                  "--seed",
                  std::to_string(of.asked.seed),
                  "--conversation",
                  of.asked.conversation->string(),
                  "--inside"};
    const auto came = judge::judge_plugin(of);
    BOOST_REQUIRE_MESSAGE(came, (came ? "" : came.error().message));
    return *came;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_plugins)

BOOST_AUTO_TEST_CASE(what_the_bad_plugins_are_made_of_breaks_no_rule)
{
    const judge::judgement came = judge_it("good", false);
    for (const judge::verdict& one : came.verdicts)
        BOOST_TEST((one.how == judge::outcome::passed), one.name << ": " << one.rule << one.what);
    BOOST_TEST(came.verdicts.size() == judge::all_cases().size());
}

BOOST_AUTO_TEST_CASE(each_bad_plugin_is_caught_by_the_check_that_is_meant_for_it)
{
    const auto expected = read_expectations();
    BOOST_TEST(expected.size() >= 20u);
    for (const expectation& one : expected) {
        const judge::judgement came = judge_it(one.plugin, true);
        const judge::verdict* const first = came.first_failure();
        BOOST_TEST_CONTEXT("the plugin " << one.plugin)
        {
            BOOST_TEST((first != nullptr), "nothing caught it");
            if (!first) continue;
            BOOST_TEST(first->rule == one.rule);
            BOOST_TEST(first->name == one.by_case, first->name << ": " << first->what);
            std::cout << std::left << std::setw(22) << one.plugin << std::setw(6) << first->rule
                      << first->name << ": " << first->what.substr(0, 100) << std::endl;
        }
    }
}

BOOST_AUTO_TEST_CASE(no_plugin_of_the_folder_is_left_out)
{
    std::set<std::string> named;
    for (const expectation& one : read_expectations())
        named.insert(one.plugin);
    for (const auto& file : std::filesystem::directory_iterator(BAD_PLUGINS_SOURCE)) {
        const std::string name = file.path().stem().string();
        const bool is_plugin = file.path().extension() == ".c" ||
                               (file.path().extension() == ".cpp" && name != "bad_plugins_test");
        BOOST_TEST((!is_plugin || name == "good" || named.contains(name)), name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
