// SPDX-License-Identifier: Apache-2.0
#include <salesforce/pages.hpp>
#include <salesforce/record_id.hpp>
#include <salesforce/soql.hpp>

#include <boost/test/unit_test.hpp>

namespace soql = dovetail::salesforce::soql;
using dovetail::salesforce::full_id;
using dovetail::salesforce::in_lists;
using dovetail::salesforce::is_possible_id;

BOOST_AUTO_TEST_SUITE(salesforce_soql)

BOOST_AUTO_TEST_CASE(no_text_can_end_its_literal)
{
    BOOST_TEST(soql::quote("O'Neil") == R"('O\'Neil')");
    BOOST_TEST(soql::quote(R"(a\' OR Id != null)") == R"('a\\\' OR Id != null')");
    BOOST_TEST(soql::quote("\n\r\t\b\f\"") == R"('\n\r\t\b\f\"')");
    BOOST_TEST(soql::quote("Zoë ☎") == "'Zoë ☎'");
}

BOOST_AUTO_TEST_CASE(a_uri_carries_every_byte)
{
    BOOST_TEST(soql::encode("a b+c&d=e#f%g>h") == "a%20b%2Bc%26d%3De%23f%25g%3Eh");
    BOOST_TEST(soql::encode("ë") == "%C3%AB");
}

BOOST_AUTO_TEST_CASE(long_lists_are_cut_where_the_uri_is_full)
{
    const std::vector<std::string> literals(2'000, "'00T000000000001EAA'");
    const auto lists = in_lists(literals, 700);
    BOOST_TEST(lists.size() == 4u);
    std::size_t count = 0;
    for (const std::string& list : lists) {
        BOOST_TEST(soql::encode(list).size() + 700 <= soql::longest_uri);
        count += static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')) + 1;
    }
    BOOST_TEST(count == 2'000u);
    BOOST_TEST(in_lists({}, 10).empty());
}

BOOST_AUTO_TEST_CASE(ids_get_the_three_characters_that_tell_capitals)
{
    BOOST_TEST(full_id("0018000000MEWVQ") == "0018000000MEWVQAA5");
    BOOST_TEST(full_id("001i0000005hn1M") == "001i0000005hn1MAAQ");
    BOOST_TEST(full_id("001i0000005hn1MAAQ") == "001i0000005hn1MAAQ");
    BOOST_TEST(is_possible_id("001i0000005hn1MAAQ"));
    BOOST_TEST(is_possible_id("001i0000005hn1M"));
    for (const char* wrong : {"", "001i0000005hn1MAAA", "001i0000005hn1", "001i0000005hn1MAA",
                              "001i0000005hn1'", "001i0000005hn1M AQ"})
        BOOST_TEST(!is_possible_id(wrong), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
