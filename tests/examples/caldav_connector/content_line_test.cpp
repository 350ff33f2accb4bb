// SPDX-License-Identifier: Apache-2.0
#include "content_line.hpp"

#include <boost/test/unit_test.hpp>

using namespace caldav;

namespace {

std::string joined(const std::vector<content_line>& lines)
{
    std::string out;
    for (const content_line& line : lines)
        out += line.raw;
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(content_lines)

BOOST_AUTO_TEST_CASE(a_folded_line_is_one_line_with_its_name_parameters_and_value)
{
    const auto lines = read_lines("DESCRIP\r\n TION;LANG\r\n\tUAGE=de:Zei\r\n  le\r\nX:1\r\n");
    BOOST_REQUIRE(lines.size() == 2u);
    BOOST_TEST(lines[0].name == "DESCRIPTION");
    BOOST_TEST(lines[0].parameters == ";LANGUAGE=de");
    BOOST_TEST(lines[0].value == "Zei le");
    BOOST_TEST(lines[1].value == "1");
}

BOOST_AUTO_TEST_CASE(no_byte_of_any_text_is_lost)
{
    for (const std::string text :
         {"", "\r\n", "A:1", "A:1\n", "A:1\r\nB:2", " leading fold\r\nA:1\r\n", "no colon\r\n",
          "A:1\r\n\r\n \r\n", "\n\n\n", "A:1\r\r\n\tx", "A;P=\"a:b;c\":v\r\n", "\xff\xfe:\x00"})
        BOOST_TEST(joined(read_lines(text)) == text);
}

BOOST_AUTO_TEST_CASE(what_is_quoted_is_no_end_of_a_parameter)
{
    const auto lines = read_lines("attendee;cn=\"Doe; Jane: x\";Role=CHAIR:mailto:jane@x\n");
    BOOST_TEST(lines[0].name == "ATTENDEE");
    BOOST_TEST(lines[0].value == "mailto:jane@x");
    BOOST_TEST(parameter(lines[0], "CN").value() == "Doe; Jane: x");
    BOOST_TEST(parameter(lines[0], "ROLE").value() == "CHAIR");
    BOOST_TEST(!parameter(lines[0], "X").has_value());
    BOOST_TEST(parameters_without(lines[0], "CN") == ";Role=CHAIR");
}

BOOST_AUTO_TEST_CASE(hostile_parameters_end_somewhere)
{
    for (const char* text :
         {"A;:1", "A;;;=:1", "A;P:1", "A;P=:1", "A;=\"", "A;P=\"x:1", ";:", ":"}) {
        const auto lines = read_lines(text);
        BOOST_REQUIRE(lines.size() == 1u);
        BOOST_TEST(lines[0].raw == text);
        (void)parameter(lines[0], "P");
        (void)parameters_without(lines[0], "P");
    }
    BOOST_TEST(parameter(read_lines("A;P:1")[0], "P").value_or("none").empty());
}

BOOST_AUTO_TEST_CASE(a_long_line_is_folded_between_characters_and_reads_back)
{
    std::string value;
    for (int i = 0; i < 100; ++i)
        value += "ö☎😀";
    const content_line line = make_line("SUMMARY", "", value);
    for (std::size_t at = 0; at < line.raw.size();) {
        const auto end = line.raw.find("\r\n", at);
        const std::string part = line.raw.substr(at, end - at);
        BOOST_TEST(part.size() <= 75u);
        const auto first = static_cast<unsigned char>(part[part.starts_with(' ') ? 1 : 0]);
        BOOST_TEST((first & 0xC0U) != 0x80U); // no character is torn
        at = end + 2;
    }
    BOOST_TEST(read_lines(line.raw)[0].value == value);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_folded_too)
{
    const std::string value(1000, '\x80');
    BOOST_TEST(read_lines(make_line("X", "", value).raw)[0].value == value);
}

BOOST_AUTO_TEST_CASE(a_text_survives_escaping)
{
    const std::string text = "a,b;c\\d\n\"e\" \\n ünï😀:\tend";
    BOOST_TEST(escaped(text) == "a\\,b\\;c\\\\d\\n\"e\" \\\\n ünï😀:\tend");
    BOOST_TEST(unescaped(escaped(text)) == text);
    BOOST_TEST(unescaped("a\\Nb\\") == "a\nb\\");
}

BOOST_AUTO_TEST_CASE(line_breaks_become_one_kind_and_control_characters_go)
{
    BOOST_TEST(escaped("a\r\nb\rc\nd\x0b\x07\x7f!") == "a\\nb\\nc\\nd!");
}

BOOST_AUTO_TEST_SUITE_END()
