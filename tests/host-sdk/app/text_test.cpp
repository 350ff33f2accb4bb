// SPDX-License-Identifier: Apache-2.0
#include <app/text.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail::app;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(control_characters_are_written_as_escapes)
{
    BOOST_TEST(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
    BOOST_TEST(printable("\x1b[31mred\x07") == "\\x1b[31mred\\x07");
    BOOST_TEST(printable("\x7f") == "\\x7f");
    BOOST_TEST(printable("\xC2\x9B"
                         "31m") == "\\x9b31m"); // CSI as one C1 character
    BOOST_TEST(printable("\xE2\x80\xAE"
                         "txt") == "\\u202etxt"); // right-to-left override
    BOOST_TEST(printable(std::string_view("a\0b", 3)) == "a\\x00b");
    BOOST_TEST(printable("a\xE2\x80\xA8"
                         "b") == "a\\u2028b");
}

BOOST_AUTO_TEST_CASE(texts_of_people_stay_as_they_are)
{
    for (const char* kept :
         {"", "plain", "Übergröße", "日本語", "שלום", "👩‍💻 🇸🇪", "e\xCC\x81"})
        BOOST_TEST(printable(kept) == kept);
}

BOOST_AUTO_TEST_CASE(what_is_no_utf_8_becomes_the_replacement_character)
{
    const std::string replaced = "\xEF\xBF\xBD";
    BOOST_TEST(printable("\xFF") == replaced);
    BOOST_TEST(printable("a\xE2\x82") == "a" + replaced + replaced);         // cut
    BOOST_TEST(printable("\xC0\xAF") == replaced + replaced);                // overlong
    BOOST_TEST(printable("\xED\xA0\x80") == replaced + replaced + replaced); // surrogate
}

BOOST_AUTO_TEST_CASE(width_counts_columns_of_a_terminal)
{
    BOOST_TEST(display_width("abc") == 3U);
    BOOST_TEST(display_width("é") == 1U);
    BOOST_TEST(display_width("e\xCC\x81") == 1U); // combining acute
    BOOST_TEST(display_width("日本") == 4U);
    BOOST_TEST(display_width("😀") == 2U);
    BOOST_TEST(display_width("👩‍💻") == 2U); // joined
    BOOST_TEST(display_width("→ “x”") == 5U);
}

BOOST_AUTO_TEST_CASE(shortening_never_cuts_inside_a_character)
{
    BOOST_TEST(shortened("abcdef", 6) == "abcdef");
    BOOST_TEST(shortened("abcdefg", 6) == "abcde…");
    BOOST_TEST(shortened("日本語", 4) == "日…");
    BOOST_TEST(shortened("ab", 0) == "");
    BOOST_TEST(shortened("ae\xCC\x81z", 2) == "a…");
    BOOST_TEST(shortened("xe\xCC\x81yz", 3) == "xe\xCC\x81…");
}

BOOST_AUTO_TEST_CASE(padding_counts_columns)
{
    BOOST_TEST(padded("日", 4) == "日  ");
    BOOST_TEST(padded_left("7", 3) == "  7");
    BOOST_TEST(padded("long", 2) == "long");
}

BOOST_AUTO_TEST_CASE(numbers_are_grouped_and_nouns_counted)
{
    BOOST_TEST(grouped(0) == "0");
    BOOST_TEST(grouped(999) == "999");
    BOOST_TEST(grouped(1'000) == "1,000");
    BOOST_TEST(grouped(1'234'567) == "1,234,567");
    BOOST_TEST(counted(1, "task") == "1 task");
    BOOST_TEST(counted(2, "task") == "2 tasks");
}

BOOST_AUTO_TEST_SUITE_END()
