// SPDX-License-Identifier: Apache-2.0
#include <app/crossing_text.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;

namespace {

const app::sync_names names{"tasks", {"salesforce", "sales-connect"}};

sync::crossing moved_due_date()
{
    sync::crossing what;
    what.at = 1;
    what.target = host::side::right;
    what.owner_name = "ada@example.com";
    what.title = "Call\nBob";
    what.fields.push_back({"due", "due_at", "2026-11-24", "2026-11-25"});
    return what;
}

std::string line_of(const sync::crossing& what)
{
    const auto line = app::crossing_line(what, names, app::palette(false), 1);
    return line.substr(line.find("ada@"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(crossing_texts)

BOOST_AUTO_TEST_CASE(a_line_has_who_direction_action_subject_and_fields)
{
    BOOST_TEST(line_of(moved_due_date()) ==
               "ada@example.com  salesforce → sales-connect  updated  “Call\\nBob”  "
               "due: 2026-11-24 → 2026-11-25");
}

BOOST_AUTO_TEST_CASE(a_held_one_says_why_instead)
{
    auto what = moved_due_date();
    what.result = sync::outcome::held;
    what.reason = "status Deferred does not sync";
    BOOST_TEST(line_of(what) == "ada@example.com  salesforce → sales-connect  held  "
                                "“Call\\nBob”  (status Deferred does not sync)");
}

BOOST_AUTO_TEST_CASE(c4_a_conflict_names_the_value_that_lost)
{
    auto what = moved_due_date();
    what.result = sync::outcome::conflict;
    what.lost.push_back({"due", "", "2026-12-01", {}});
    BOOST_TEST(line_of(what).find("due lost 2026-12-01") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(p4_a_diff_has_before_and_after_of_each_field)
{
    const auto lines = app::crossing_diff(moved_due_date(), names, app::palette(false));
    BOOST_REQUIRE_EQUAL(lines.size(), 3U);
    BOOST_TEST(lines[0] == "~ update  sales-connect  “Call\\nBob”  ada@example.com");
    BOOST_TEST(lines[1] == "    − due_at         2026-11-24");
    BOOST_TEST(lines[2] == "    + due_at         2026-11-25");
}

BOOST_AUTO_TEST_SUITE_END()
