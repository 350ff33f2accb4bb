// SPDX-License-Identifier: Apache-2.0
// The published schema and the reader agree: a host that checks the schema first refuses nothing
// that would work, and what is shipped is valid by its own schema.
#include "default_rules.hpp"

#include "mapping_harness.hpp"
#include "support/schema_check.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;

namespace {

bool is_valid(std::string_view configuration)
{
    return matches_schema(CONFIG_SCHEMA, configuration);
}

} // namespace

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(the_shipped_rules_are_valid_as_a_configuration)
{
    const auto rules = dovetail::task_mapping::default_rules();
    BOOST_TEST(is_valid(rules));
    BOOST_TEST(refusal(rules) == "");
}

BOOST_AUTO_TEST_CASE(what_works_is_valid)
{
    for (const auto* configuration :
         {"{}", R"({"left": "Our org"})", R"({"rules": "shipped", "left": {"origin_key": null}})",
          R"({"left": {"eligible": {"TaskSubtype": null, "X": {"none_of": [null, 1]}}}})",
          R"({"fields": {"details": null}})",
          R"({"fields": {"status": {"left": {"values": {"open": ["a", "b"]}}}}})",
          R"({"fields": {"name": {"right": {"if_empty": null}}}})",
          R"({"fields": {"due": {"right": {"offset": "as_written", "clock": null}}}})"}) {
        BOOST_TEST(is_valid(configuration), configuration);
        BOOST_TEST(refusal(configuration) == "", configuration);
    }
}

BOOST_AUTO_TEST_CASE(plain_faults_are_found_by_both)
{
    for (const auto* configuration :
         {R"({"feilds": {}})", R"({"rules": "mine"})", R"({"left": 1})",
          R"({"fields": {"status": {"left": {"unmapped": "kep"}}}})",
          R"({"fields": {"name": {"left": {"max_length": 0}}}})",
          R"({"fields": {"due": {"right": {"form": "instant"}}}})",
          R"({"left": {"owner": {"field": "OwnerId", "write": "often"}}})"}) {
        BOOST_TEST(!is_valid(configuration), configuration);
        BOOST_TEST(refusal(configuration) != "", configuration);
    }
}

BOOST_AUTO_TEST_SUITE_END()
