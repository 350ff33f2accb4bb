// SPDX-License-Identifier: Apache-2.0
#include <dovetail/kit/json_text.hpp>
#include <dovetail/kit/merge_patch.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(json_texts)

BOOST_AUTO_TEST_CASE(any_text_reads_back_as_it_was)
{
    std::string all;
    for (int c = 0; c < 128; ++c)
        all += static_cast<char>(c);
    all += "Zoë 😀";
    std::string out;
    kit::append_json_text(out, all);
    BOOST_TEST(json::parse(out).as_string() == all);
}

BOOST_AUTO_TEST_CASE(a_patch_replaces_adds_and_takes_away_as_rfc_7396_says)
{
    auto target = json::parse(R"({"a":"b","c":{"d":"e","f":"g"},"h":[1]})");
    kit::merge_patch(target, json::parse(R"({"a":"z","c":{"f":null,"i":{"j":null}},"h":[2]})"));
    BOOST_TEST((target == json::parse(R"({"a":"z","c":{"d":"e","i":{}},"h":[2]})")));
    kit::merge_patch(target, json::parse("[1]"));
    BOOST_TEST(json::serialize(target) == "[1]");
}

BOOST_AUTO_TEST_SUITE_END()
