// SPDX-License-Identifier: Apache-2.0
#include <salesforce/configuration.hpp>

#include <dovetail/kit/error.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace dovetail::salesforce;
namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(salesforce_configuration)

BOOST_AUTO_TEST_CASE(an_empty_one_means_tasks_with_the_usual_external_id)
{
    const configuration config = read_configuration("{}");
    BOOST_TEST(config.root() == "/services/data/v62.0");
    BOOST_TEST(config.object == "Task");
    BOOST_TEST(config.external_id_field.value() == "Dovetail_Key__c");
    BOOST_TEST(config.fields.size() == 16u);
    BOOST_TEST(config.fields.back() == "Dovetail_Key__c");
    BOOST_TEST(config.overlap.count() == 60);
    BOOST_TEST(config.page_size == 2'000u);
}

BOOST_AUTO_TEST_CASE(fields_that_the_connector_needs_are_added)
{
    const configuration config =
        read_configuration(R"({"fields": ["Subject", "Subject"], "external_id_field": null})");
    const std::vector<std::string> expected{"Subject", "Id", "IsDeleted", "LastModifiedDate",
                                            "SystemModstamp"};
    BOOST_TEST(config.fields == expected, boost::test_tools::per_element());
    BOOST_TEST(!config.external_id_field.has_value());
}

BOOST_AUTO_TEST_CASE(every_fault_is_named_by_its_pointer)
{
    const std::pair<const char*, const char*> faults[] = {
        {R"([])", ": the configuration must be"},
        {R"({)", ": the configuration must be"},
        {R"({"api_version": "58.0"})", "/api_version: must be from \"59.0\" to \"66.0\""},
        {R"({"api_version": "67.0"})", "/api_version: "},
        {R"({"api_version": "62"})", "/api_version: "},
        {R"({"api_version": 62})", "/api_version: must be a text"},
        {R"({"object": "Task; DROP"})", "/object: "},
        {R"({"external_id_field": "X'"})", "/external_id_field: "},
        {R"({"external_id_field": 7})", "/external_id_field: must be a text"},
        {R"({"fields": ["Subject", "a b"]})", "/fields/1: "},
        {R"({"fields": "Id"})", "/fields: must be an array"},
        {R"({"overlap_seconds": -1})", "/overlap_seconds: must be a whole number from 0 to 3600"},
        {R"({"page_size": 199})", "/page_size: "},
        {R"({"page_size": 200.5})", "/page_size: "},
        {R"({"client_name": "a\r\nb"})", "/client_name: "}};
    for (const auto& [json, expected] : faults) {
        BOOST_TEST_CONTEXT(json)
        {
            BOOST_CHECK_EXCEPTION((void)read_configuration(json), kit::plugin_error,
                                  [&](const kit::plugin_error& error) {
                                      return error.details().kind == kit::error_class::config &&
                                             error.details().message.starts_with(expected);
                                  });
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
