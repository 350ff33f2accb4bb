// SPDX-License-Identifier: Apache-2.0
// E1: whose box can be ticked.
#include <app/people.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

const app::sync_names names{"tasks", {"salesforce", "sales-connect"}};

sync::person person(const char* key, const char* email, const char* zone = "", bool active = true)
{
    return {key, email, email, zone, active};
}

} // namespace

BOOST_AUTO_TEST_SUITE(people)

BOOST_AUTO_TEST_CASE(e1_users_are_paired_by_address_whatever_its_letter_case)
{
    const auto matched = app::match_people(
        {{person("005A", "Ada@Example.com", "UTC")}, {person("usr_a", "ada@example.COM")}}, names,
        "");
    BOOST_REQUIRE_EQUAL(matched.found.size(), 1U);
    BOOST_TEST(matched.found[0].user.left == "005A");
    BOOST_TEST(matched.found[0].user.right == "usr_a");
    BOOST_TEST(matched.found[0].name == "ada@example.com");
    BOOST_TEST(matched.left_out.empty());
}

BOOST_AUTO_TEST_CASE(e1_the_zone_is_the_right_side_s_else_the_left_side_s_else_the_given_one)
{
    const auto zone = [](const char* left, const char* right, const char* given) {
        const auto matched = app::match_people(
            {{person("1", "a@x", left)}, {person("2", "a@x", right)}}, names, given);
        return matched.found.empty() ? std::string() : matched.found[0].time_zone;
    };
    BOOST_TEST(zone("Europe/Stockholm", "Asia/Kolkata", "UTC") == "Asia/Kolkata");
    BOOST_TEST(zone("Europe/Stockholm", "", "UTC") == "Europe/Stockholm");
    BOOST_TEST(zone("", "Mars/Olympus", "Asia/Kolkata") == "Asia/Kolkata");
    BOOST_TEST(zone("", "", "").empty());
}

BOOST_AUTO_TEST_CASE(e1_whoever_cannot_be_paired_is_left_out_with_the_reason)
{
    const auto matched =
        app::match_people({{person("1", "only-left@x", "UTC"), person("2", "twice@x", "UTC"),
                            person("3", "TWICE@x", "UTC"), person("4", "asleep@x", "UTC", false)},
                           {person("5", "only-right@x", "UTC"), person("6", "twice@x", "UTC"),
                            person("7", "asleep@x", "UTC")}},
                          names, "");
    BOOST_TEST(matched.found.empty());
    BOOST_REQUIRE_EQUAL(matched.left_out.size(), 4U);
    BOOST_TEST(matched.left_out[0].find("only-left@x: only in salesforce") == 0U);
    BOOST_TEST(matched.left_out[1].find("twice@x: several") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
