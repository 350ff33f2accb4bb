// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/stretch.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using dovetail::plugin_tool::stretched;

namespace {

const std::string body = R"({"tags": [{"x": 1}], "result": {"items": [
    {"id": "7", "version": 3, "at": 100, "title": "Call 7", "done": false},
    {"id": "8", "version": 5, "at": 101, "title": "8", "size": 2.5}]}, "more": true})";

json::array items_of(const std::optional<std::string>& page)
{
    BOOST_REQUIRE(page.has_value());
    const json::value parsed = json::parse(*page);
    return parsed.at("result").at("items").as_array();
}

} // namespace

BOOST_AUTO_TEST_SUITE(stretched_pages)

BOOST_AUTO_TEST_CASE(repeated_elements_have_keys_of_their_own_and_numbers_that_go_on)
{
    const json::array items = items_of(stretched(body, {"7", "8"}, 5));
    BOOST_REQUIRE_EQUAL(items.size(), 5u);
    BOOST_TEST(items[1].at("id").as_string() == "8");
    BOOST_TEST(items[2].at("id").as_string() == "7-2");
    BOOST_TEST(items[4].at("id").as_string() == "7-4");
    BOOST_TEST(items[2].at("version").as_int64() == 6);
    BOOST_TEST(items[3].at("version").as_int64() == 8);
    BOOST_TEST(items[4].at("version").as_int64() == 9);
    BOOST_TEST(items[4].at("at").as_int64() == 104);
    BOOST_TEST(items[4].at("title").as_string() == "Call 7");
    BOOST_TEST(items[3].at("size").as_double() == 2.5);
}

BOOST_AUTO_TEST_CASE(a_long_key_keeps_its_length)
{
    const auto page = stretched(R"([{"Id": "00T000000000001AAA"}])", {"00T000000000001AAA"}, 2);
    BOOST_TEST(page.value() == R"([{"Id":"00T000000000001AAA"},{"Id":"00T000000000000001"}])");
}

BOOST_AUTO_TEST_CASE(fewer_are_the_first_ones)
{
    const json::array items = items_of(stretched(body, {}, 1));
    BOOST_REQUIRE_EQUAL(items.size(), 1u);
    BOOST_TEST(items[0].at("id").as_string() == "7");
}

BOOST_AUTO_TEST_CASE(what_has_no_page_cannot_be_stretched)
{
    for (const char* const other : {"", "<xml/>", "{}", "[]", "[1, 2]", R"({"items": []})"})
        BOOST_TEST(!stretched(other, {}, 20).has_value(), other);
}

BOOST_AUTO_TEST_SUITE_END()
