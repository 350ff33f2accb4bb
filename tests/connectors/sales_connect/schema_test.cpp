// SPDX-License-Identifier: Apache-2.0
// The published schema and the reader agree: a host that checks the schema first refuses nothing
// that would work, and what is shipped is valid by its own schema.
#include "default_profile.hpp"

#include "connector_harness.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include <fstream>
#include <iterator>

using namespace dovetail::test;
namespace json = boost::json;

namespace {

bool is_valid(std::string_view configuration)
{
    using adapter = valijson::adapters::BoostJsonAdapter;
    std::ifstream file(CONFIG_SCHEMA);
    const auto document = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    valijson::Schema schema;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(adapter(document), schema);
    const auto value = json::parse(json::string_view(configuration.data(), configuration.size()));
    return valijson::Validator().validate(schema, adapter(value), nullptr);
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
