// SPDX-License-Identifier: Apache-2.0
#include <app/options.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

app::options good(std::vector<std::string> words)
{
    auto result = app::parse_options(std::move(words));
    if (const auto* end = std::get_if<app::early_end>(&result)) BOOST_FAIL(end->text);
    return std::get<app::options>(result);
}

app::early_end bad(std::vector<std::string> words)
{
    return std::get<app::early_end>(app::parse_options(std::move(words)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(global_options_may_stand_before_and_after_the_command)
{
    for (const auto& words : {std::vector<std::string>{"--manifest", "m.json", "once"},
                              {"once", "--manifest", "m.json"}})
        BOOST_TEST(good(words).global.manifest == "m.json");
    const auto nested =
        good({"members", "enable", "--all-users", "--manifest", "x.json", "--log-level", "error"});
    BOOST_TEST(nested.global.manifest == "x.json");
    BOOST_TEST((nested.global.log_level == host::log_level::error));
    BOOST_TEST(std::get<app::members_enable_command>(nested.what).all_users);
}

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_description)
{
    const auto given = good({"history"});
    BOOST_TEST(given.global.manifest == "manifest.json");
    BOOST_TEST(!given.global.log_level.has_value());
    BOOST_TEST(std::get<app::history_list_command>(given.what).limit == 50U);
}

BOOST_AUTO_TEST_CASE(a_subcommand_of_history_is_told_from_a_key)
{
    BOOST_TEST(
        std::get<app::history_restore_command>(good({"history", "restore", "7"}).what).entry == 7);
    BOOST_TEST(std::get<app::history_list_command>(good({"history", "00T1"}).what).key == "00T1");
}

BOOST_AUTO_TEST_CASE(a_wrong_word_ends_with_2_and_points_at_help)
{
    for (const auto& words : {std::vector<std::string>{},
                              {"onec"},
                              {"run", "--jsn"},
                              {"members"},
                              {"held", "retry"},
                              {"members", "disable"},
                              {"history", "restore", "-1"},
                              {"history", "--limit", "0"},
                              {"members", "enable", "a@x", "b@x", "--left-user", "c@x"},
                              {"members", "enable", "a@x", "--all-users"}}) {
        const auto end = bad(words);
        BOOST_TEST(end.code == 2);
        BOOST_TEST(end.text.find("--help") != std::string::npos, end.text);
    }
}

BOOST_AUTO_TEST_CASE(a_misspelt_command_is_named)
{
    BOOST_TEST(bad({"onec"}).text.find("onec") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(help_and_version_end_with_0)
{
    BOOST_TEST(bad({"--help"}).code == 0);
    BOOST_TEST(bad({"once", "--help"}).text.find("Example:\n  dovetail once") != std::string::npos);
    BOOST_TEST(bad({"--version"}).text.rfind("dovetail ", 0) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
