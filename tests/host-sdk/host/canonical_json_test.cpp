// SPDX-License-Identifier: Apache-2.0
// The examples of RFC 8785: what is signed here is what other implementations would sign.
#include "host/canonical_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <cstdint>
#include <string>

using namespace dovetail;

namespace {

std::string canonical(std::string_view text)
{
    return host::canonical_json(boost::json::parse(text)).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(canonical_json)

BOOST_AUTO_TEST_CASE(numbers_are_printed_as_in_appendix_b)
{
    struct sample
    {
        std::uint64_t bits;
        const char* text;
    };
    for (const auto& [bits, text] : {
             sample{0x0000000000000000, "0"},
             sample{0x8000000000000000, "0"},
             sample{0x0000000000000001, "5e-324"},
             sample{0x8000000000000001, "-5e-324"},
             sample{0x7fefffffffffffff, "1.7976931348623157e+308"},
             sample{0xffefffffffffffff, "-1.7976931348623157e+308"},
             sample{0x4340000000000000, "9007199254740992"},
             sample{0xc340000000000000, "-9007199254740992"},
             sample{0x4430000000000000, "295147905179352830000"},
             sample{0x44b52d02c7e14af5, "9.999999999999997e+22"},
             sample{0x44b52d02c7e14af6, "1e+23"},
             sample{0x44b52d02c7e14af7, "1.0000000000000001e+23"},
             sample{0x444b1ae4d6e2ef4e, "999999999999999700000"},
             sample{0x444b1ae4d6e2ef4f, "999999999999999900000"},
             sample{0x444b1ae4d6e2ef50, "1e+21"},
             sample{0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
             sample{0x3eb0c6f7a0b5ed8d, "0.000001"},
             sample{0x41b3de4355555553, "333333333.3333332"},
             sample{0x41b3de4355555554, "333333333.33333325"},
             sample{0x41b3de4355555555, "333333333.3333333"},
             sample{0x41b3de4355555556, "333333333.3333334"},
             sample{0x41b3de4355555557, "333333333.33333343"},
             sample{0xbecbf647612f3696, "-0.0000033333333333333333"},
             sample{0x43143ff3c1cb0959, "1424953923781206.2"},
         })
        BOOST_TEST(host::canonical_json(std::bit_cast<double>(bits)).value() == text);
}

BOOST_AUTO_TEST_CASE(members_stand_in_the_order_of_their_utf16_units)
{
    BOOST_TEST(canonical("{\"\u20ac\": 1, \"\\r\": 2, \"\ufb33\": 3, \"1\": 4, \"\U0001f600\": 5,"
                         "\"\u0080\": 6, \"\u00f6\": 7}") ==
               "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\U0001f600\":5,"
               "\"\ufb33\":3}");
    BOOST_TEST(canonical(R"({"ab": 1, "a": 2, "": 3, "B": 4})") == R"({"":3,"B":4,"a":2,"ab":1})");
}

BOOST_AUTO_TEST_CASE(texts_have_only_the_escapes_json_demands)
{
    BOOST_TEST(canonical(R"(["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\b\t\f\r\u007f"])") ==
               "[\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\x7f\"]");
}

BOOST_AUTO_TEST_CASE(blanks_and_ways_of_writing_do_not_matter)
{
    BOOST_TEST(canonical(" { \"b\" : [ 1.0 , 1E1, true,null ],\n\"a\":{} } ") ==
               R"({"a":{},"b":[1,10,true,null]})");
}

BOOST_AUTO_TEST_CASE(whole_numbers_that_a_double_cannot_tell_apart_are_refused)
{
    BOOST_TEST(canonical("[9007199254740992, -9007199254740992]") ==
               "[9007199254740992,-9007199254740992]");
    for (const char* text : {"[9007199254740993]", "[-9007199254740993]", "[18446744073709551615]"})
        BOOST_TEST(host::canonical_json(boost::json::parse(text)).error().code ==
                   "plugin_canonical");
}

BOOST_AUTO_TEST_SUITE_END()
