// SPDX-License-Identifier: Apache-2.0
#include "connectors/salesforce/org.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace test = dovetail::test;
using test::reply;

namespace {

std::string field(const std::string& name, const std::string& more = "")
{
    return R"({"name":")" + name + R"(","type":"string","length":80,"createable":true,)" +
           R"("updateable":true,"externalId":false,"unique":false,"picklistValues":[])" + more +
           "}";
}

std::string describe(const std::string& external_id)
{
    std::string out = R"({"name":"Task","fields":[)";
    std::string_view rest = test::task_fields;
    while (!rest.empty()) {
        const std::string name{rest.substr(0, rest.find(','))};
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        if (name == "Dovetail_Key__c" || name == "Status") continue;
        out += field(name) + ",";
    }
    out += R"({"name":"Status","type":"picklist","length":255,"createable":true,"updateable":true,)"
           R"("restrictedPicklist":false,"picklistValues":[{"active":true,"value":"Not Started"},)"
           R"({"active":false,"value":"Old"},{"active":true,"value":"Completed"}]})";
    return out + external_id + "]}";
}

const std::string good_key =
    R"(,{"name":"Dovetail_Key__c","type":"string","length":64,"createable":true,)"
    R"("updateable":true,"externalId":true,"unique":true,"picklistValues":[]})";
const reply versions{
    200, R"([{"label":"x","url":"/services/data/v59.0","version":"59.0"},{"version":"62.0"}])"};
const reply organization{200, R"({"totalSize":1,"done":true,"records":[{"attributes":{},)"
                              R"("Id":"00D000000000001EAA","Name":"Acme"}]})"};

test::conversation check(const test::org& org, const test::server& server)
{
    return org.run(test::operation_of(DOVETAIL_OP_CHECK), server);
}

} // namespace

BOOST_AUTO_TEST_SUITE(salesforce_check)

BOOST_AUTO_TEST_CASE(f7_delivers_what_each_field_takes_and_whose_org_it_is)
{
    const test::org org;
    const auto said = check(org, test::script{versions, {200, describe(good_key)}, organization});
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    BOOST_TEST(said.requests[0].target == "/services/data");
    BOOST_TEST(said.requests[1].target == "/services/data/v62.0/sobjects/Task/describe");
    std::map<std::string, test::kept_record> facts;
    for (const auto& record : said.records())
        facts[record.key] = record;
    BOOST_TEST(facts.at("org").fields.at("name").text == "Acme");
    BOOST_TEST(facts.at("org").fields.at("id").text == "00D000000000001EAA");
    BOOST_TEST(facts.at("field:Status").fields.at("values").text ==
               R"(["Not Started","Completed"])");
    BOOST_TEST(facts.at("field:Status").fields.at("writable").number == 1);
    BOOST_TEST(facts.at("field:Subject").fields.at("max_length").number == 80);
    BOOST_TEST(!facts.at("field:Subject").fields.contains("values"));
}

BOOST_AUTO_TEST_CASE(an_org_that_hides_its_name_is_talked_to_all_the_same)
{
    const test::org org;
    const auto said = check(
        org,
        test::script{versions, {200, describe(good_key)}, {400, test::error_body("INVALID_TYPE")}});
    BOOST_TEST(!said.failed);
}

BOOST_AUTO_TEST_CASE(an_external_id_field_that_is_none_is_named_with_the_remedy)
{
    const test::org org;
    std::string not_unique = good_key;
    not_unique.replace(not_unique.find(R"("unique":true)"), 13, R"("unique":false)");
    std::string read_only = good_key;
    read_only.replace(read_only.find(R"("createable":true)"), 17, R"("createable":false)");
    for (const std::string& key : {std::string{}, not_unique, read_only}) {
        const auto said = check(org, test::script{versions, {200, describe(key)}});
        BOOST_TEST(said.failed);
        BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_CONFIG});
        BOOST_TEST(said.error.message.starts_with("/external_id_field: "));
    }
    const test::org without{R"({"external_id_field": null})"};
    BOOST_TEST(!check(without, test::script{versions, {200, describe("")}, organization}).failed);
}

BOOST_AUTO_TEST_CASE(a_version_or_a_field_that_the_org_does_not_know_is_named)
{
    const test::org newer{R"({"api_version": "66.0"})"};
    const auto version = check(newer, test::script{versions});
    BOOST_TEST(version.error.message.starts_with("/api_version: "));
    BOOST_TEST(version.error.message.find("59.0 to 62.0") != std::string::npos);
    const test::org more{R"({"fields": ["Subject", "Missing__c"]})"};
    const auto missing = check(more, test::script{versions, {200, describe(good_key)}});
    BOOST_TEST(missing.error.message.starts_with("/fields: \"Missing__c\""));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_no_salesforce_and_an_answer_that_is_cut_are_told_apart)
{
    const test::org org;
    const auto other = check(org, test::script{{200, "<html>hello</html>"}});
    BOOST_TEST(other.error.error_class == unsigned{DOVETAIL_ERROR_CONFIG});
    BOOST_TEST(other.error.code == "not_salesforce");
    const auto cut = check(org, test::script{versions, {200, describe(good_key).substr(0, 400)}});
    BOOST_TEST(cut.error.error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
}

BOOST_AUTO_TEST_CASE(abilities_say_whether_creating_is_idempotent)
{
    const test::org with;
    const test::org without{R"({"external_id_field": null, "overlap_seconds": 5})"};
    dovetail_abilities abilities{};
    abilities.struct_size = sizeof abilities;
    with.connector->abilities(with.connector->self, &abilities);
    BOOST_TEST((abilities.can & DOVETAIL_CAN_CREATE_IDEMPOTENTLY) != 0u);
    BOOST_TEST(abilities.max_write_batch == 200u);
    BOOST_TEST(abilities.max_lookup_batch == 2'000u);
    BOOST_TEST(abilities.tombstone_horizon_ms == 15u * 86'400'000u);
    BOOST_TEST(abilities.revision_step_us == 1'000'000u);
    abilities = {};
    abilities.struct_size = sizeof abilities;
    without.connector->abilities(without.connector->self, &abilities);
    BOOST_TEST((abilities.can & DOVETAIL_CAN_CREATE_IDEMPOTENTLY) == 0u);
    BOOST_TEST((abilities.can & DOVETAIL_CAN_UPDATE_CONDITIONALLY) != 0u);
    BOOST_TEST(abilities.overlap_ms == 5'000u);
}

BOOST_AUTO_TEST_SUITE_END()
