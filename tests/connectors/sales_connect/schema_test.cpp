// SPDX-License-Identifier: Apache-2.0
// The published schema and the reader agree: a host that checks the schema first refuses nothing
// that would work, and what is shipped is valid by its own schema.
#include "default_profile.hpp"

#include "connector_harness.hpp"
#include "support/schema_check.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail::test;

namespace {

bool is_valid(std::string_view configuration)
{
    return matches_schema(CONFIG_SCHEMA, configuration);
}

bool is_accepted(std::string_view configuration)
{
    try {
        connector_under_test accepted(configuration);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(the_shipped_profile_is_valid_as_a_configuration)
{
    const auto profile = dovetail::sales_connect::default_profile();
    BOOST_TEST(is_valid(profile));
    BOOST_TEST(is_accepted(profile));
}

BOOST_AUTO_TEST_CASE(what_works_is_valid)
{
    for (const auto* configuration :
         {"{}", R"({"paths": {"events": null}})", R"({"overlap_s": 0})",
          R"({"tasks": {"total": null, "members": {"person.name": null, "x.y": {"name": "z"}}}})",
          R"({"headers": {"quota_limit": null}})", R"({"error_classes": {"busy": "throttled"}})",
          R"({"limits": {"page": 100, "wait_s": 5}})"}) {
        BOOST_TEST(is_valid(configuration), configuration);
        BOOST_TEST(is_accepted(configuration), configuration);
    }
}

BOOST_AUTO_TEST_CASE(plain_faults_are_found_by_both)
{
    for (const auto* configuration :
         {R"({"paths": {"batch": "v1"}})", R"({"overlap_s": -1})", R"({"limits": {"batch": 0}})",
          R"({"tasks": {"members": {"id": {"role": "kee"}}}})",
          R"({"error_classes": {"x": "fatal"}})", R"({"parameters": {"cursor": ""}})"}) {
        BOOST_TEST(!is_valid(configuration), configuration);
        BOOST_TEST(!is_accepted(configuration), configuration);
    }
}

BOOST_AUTO_TEST_SUITE_END()
