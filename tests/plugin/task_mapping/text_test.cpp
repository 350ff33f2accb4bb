// SPDX-License-Identifier: Apache-2.0
#include "text.hpp"
#include "utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using namespace std::literals;
using namespace dovetail::task_mapping;

namespace {

std::string normal(std::string_view text, line_breaks lines = line_breaks::keep)
{
    std::string scratch;
    return std::string(normalise(text, lines, scratch));
}

/// Pieces that have gone wrong somewhere before.
const std::vector<std::string>& pieces()
{
    static const std::vector<std::string> all{"a",
                                              "word ",
                                              " ",
                                              "\t",
                                              "\n",
                                              "\r",
                                              "\r\n",
                                              "\0"s,
                                              "é",
                                              "e\u0301",
                                              "\u05e9\u05dc",
                                              "مرحبا",
                                              "😀",
                                              "👨‍👩‍👧",
                                              "👍🏽",
                                              "日本",
                                              "\xff",
                                              "\xc3",
                                              "\xed\xa0\x80",
                                              "\xf0\x9f",
                                              "\u2028",
                                              "\u200f",
                                              "\xc0\xaf",
                                              "x̷̡͠",
                                              "0123456789abcdef",
                                              "\x01",
                                              "\"\\",
                                              "</b>"};
    return all;
}

std::string random_text(std::mt19937& random, std::size_t most)
{
    std::string out;
    for (auto count = random() % (most + 1); count > 0; --count)
        out += pieces()[random() % pieces().size()];
    return out;
}

bool is_well_formed(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto step = decode(text, at);
        if (!step.valid) return false;
        at += step.size;
    }
    return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(text_rules)

BOOST_AUTO_TEST_CASE(f6_line_breaks_are_normalised_once)
{
    BOOST_TEST(normal("a\r\nb\rc\nd") == "a\nb\nc\nd");
    BOOST_TEST(normal("a\r\r\nb") == "a\n\nb");
    BOOST_TEST(normal("line one\r\nline two, long enough") == "line one\nline two, long enough");
}

BOOST_AUTO_TEST_CASE(f6_a_subject_loses_its_line_breaks)
{
    BOOST_TEST(normal("a\r\nb\nc\rd", line_breaks::remove) == "abcd");
    BOOST_TEST(normal("sixteen letters!\nand more", line_breaks::remove) ==
               "sixteen letters!and more");
}

BOOST_AUTO_TEST_CASE(f6_nul_and_malformed_bytes_are_replaced)
{
    BOOST_TEST(normal("a\0b"sv) == "ab");
    BOOST_TEST(normal("a\xff"
                      "b") == "a\uFFFDb");
    BOOST_TEST(normal("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");
    BOOST_TEST(normal("cut \xf0\x9f\x98") == "cut \uFFFD");
}

BOOST_AUTO_TEST_CASE(f6_both_ends_are_trimmed_as_the_servers_may_do)
{
    BOOST_TEST(normal(" \r\n\t hello \n\n") == "hello");
    BOOST_TEST(normal(" \n ") == "");
    BOOST_TEST(normal("\u00a0kept\u00a0") == "\u00a0kept\u00a0");
}

BOOST_AUTO_TEST_CASE(l17_normalising_is_idempotent_and_well_formed)
{
    std::mt19937 random(17);
    for (int round = 0; round < 20'000; ++round) {
        const auto lines = round % 2 == 0 ? line_breaks::keep : line_breaks::remove;
        const auto once = normal(random_text(random, 30), lines);
        BOOST_REQUIRE(is_well_formed(once));
        BOOST_REQUIRE(once.find('\r') == std::string::npos);
        BOOST_REQUIRE(once.find('\0') == std::string::npos);
        BOOST_REQUIRE(normal(once, lines) == once);
    }
}

BOOST_AUTO_TEST_CASE(f6_a_text_is_cut_by_utf16_code_units_and_never_inside_a_code_point)
{
    BOOST_TEST(cut("abcdef", 6) == "abcdef");
    BOOST_TEST(cut("abcdef", 5) == "abcde");
    BOOST_TEST(cut("é😀é", 4) == "é😀é");
    BOOST_TEST(cut("é😀é", 3) == "é😀");
    BOOST_TEST(cut("é😀é", 2) == "é");
    BOOST_TEST(utf16_length("é😀é") == 4u);
}

BOOST_AUTO_TEST_CASE(f6_a_mark_stays_with_its_base)
{
    BOOST_TEST(cut("abe\u0301", 3) == "ab");
    BOOST_TEST(cut("ab👍🏽", 4) == "ab");
    BOOST_TEST(cut("ab👨‍👩‍👧", 5) == "ab");
    BOOST_TEST(cut("ab👨‍👩‍👧", 10) == "ab👨‍👩‍👧");
}

BOOST_AUTO_TEST_CASE(f6_a_text_of_nothing_but_marks_is_cut_nevertheless)
{
    std::string marks;
    for (int i = 0; i < 300; ++i)
        marks += "\u0301";
    BOOST_TEST(utf16_length(cut(marks, 255)) == 255u);
}

BOOST_AUTO_TEST_CASE(f6_the_limits_themselves)
{
    const std::string exactly(255, 'x');
    BOOST_TEST(cut(exactly, 255) == exactly);
    BOOST_TEST(cut(exactly + "x", 255) == exactly);
    const std::string description(32'001, 'y');
    BOOST_TEST(cut(description, 32'000).size() == 32'000u);
    BOOST_TEST(cut("ends with a blank |", 18) == "ends with a blank");
}

BOOST_AUTO_TEST_CASE(l17_what_is_cut_is_normal_fits_and_is_not_cut_again)
{
    std::mt19937 random(6);
    for (int round = 0; round < 20'000; ++round) {
        const auto whole = normal(random_text(random, 40));
        const auto limit = 1 + random() % 60;
        const auto fitting = cut(whole, limit);
        BOOST_REQUIRE(whole.starts_with(fitting));
        BOOST_REQUIRE(is_well_formed(fitting));
        BOOST_REQUIRE(utf16_length(fitting) <= limit);
        BOOST_REQUIRE(normal(fitting) == fitting);
        BOOST_REQUIRE(cut(fitting, limit) == fitting);
        if (utf16_length(whole) <= limit) BOOST_REQUIRE(fitting == whole);
    }
}

BOOST_AUTO_TEST_SUITE_END()
