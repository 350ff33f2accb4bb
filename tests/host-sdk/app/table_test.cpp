// SPDX-License-Identifier: Apache-2.0
#include <app/table.hpp>
#include <app/text.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail::app;

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(columns_are_aligned_by_display_width)
{
    table rows({"name", "n"});
    rows.add({{"日本"}, {"1"}});
    rows.add({{"abcdef"}, {"22"}});
    const auto lines = rows.lines({false, false, 80}, {1});
    BOOST_REQUIRE_EQUAL(lines.size(), 3U);
    BOOST_TEST(lines[0] == "name     n");
    BOOST_TEST(lines[1] == "日本     1");
    BOOST_TEST(lines[2] == "abcdef  22");
}

BOOST_AUTO_TEST_CASE(the_widest_column_is_shortened_to_the_terminal)
{
    table rows({"key", "text"});
    rows.add({{"k"}, {std::string(200, 'x')}});
    for (const auto& line : rows.lines({true, false, 60}))
        BOOST_TEST(display_width(line) <= 60U);
}

BOOST_AUTO_TEST_CASE(colours_do_not_disturb_the_alignment)
{
    table rows({"a", "b"});
    rows.add({{"x", tint::bad}, {"y"}});
    const auto lines = rows.lines({true, true, 80});
    BOOST_TEST(lines[1] == "\x1b[31mx\x1b[0m  y");
}

BOOST_AUTO_TEST_SUITE_END()
