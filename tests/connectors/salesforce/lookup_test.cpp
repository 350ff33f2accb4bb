// SPDX-License-Identifier: Apache-2.0
#include "connectors/salesforce/org.hpp"

#include <dovetail/kit/instant.hpp>

#include <boost/test/unit_test.hpp>

namespace test = dovetail::test;
namespace kit = dovetail::kit;
using test::reply;

namespace {

const std::string a = "00T000000000001EAA";
const std::string b = "00T000000000002EAA";
const std::string c = "00T000000000003EAA";

dovetail_lookup by_key(std::string_view key)
{
    dovetail_lookup out{};
    out.struct_size = sizeof out;
    out.key = kit::borrow(key);
    out.create.struct_size = sizeof out.create;
    return out;
}

dovetail_lookup by_create(std::string_view idempotency_key,
                          const std::vector<dovetail_field>& fields = {})
{
    dovetail_lookup out = by_key({});
    out.create.idempotency_key = kit::borrow(idempotency_key);
    out.create.fields = fields.data();
    out.create.field_count = fields.size();
    out.create.intended_at_us = kit::parse_instant("2026-01-01T00:01:00.5Z").value();
    return out;
}

test::conversation look_up(const test::org& org, const std::vector<dovetail_lookup>& wanted,
                           const test::server& server)
{
    auto operation = test::operation_of(DOVETAIL_OP_LOOKUP);
    operation.lookups = wanted.data();
    operation.lookup_count = wanted.size();
    return org.run(operation, server);
}

} // namespace

BOOST_AUTO_TEST_SUITE(salesforce_lookup)

BOOST_AUTO_TEST_CASE(present_deleted_purged_and_unknown_records_are_told_apart)
{
    const test::org org;
    const auto said = look_up(
        org, {by_key(a), by_key(b), by_key(c), by_key("00T000000000004EAA"), by_key("no id')")},
        [&](const test::sent_request& request) {
            const std::string target = test::decoded(request.target);
            if (target.find("queryAll") != std::string::npos) {
                BOOST_TEST(target.find("no id") == std::string::npos);
                return reply{
                    200, test::to_page({{a}, {b, "2026-01-01T00:00:00.000+0000", "x", true}}, 2)};
            }
            return target.find(c) != std::string::npos
                       ? reply{404, test::error_body("ENTITY_IS_DELETED")}
                       : reply{404, test::error_body("NOT_FOUND")};
        });
    BOOST_REQUIRE_MESSAGE(!said.failed, said.error.message);
    BOOST_TEST(said.requests.size() == 3u);
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 3u);
    BOOST_TEST(records[0].kind == unsigned{DOVETAIL_PRESENT});
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(records[2].key == c);
    BOOST_TEST(records[2].kind == unsigned{DOVETAIL_TOMBSTONE});
}

BOOST_AUTO_TEST_CASE(a_row_that_became_visible_meanwhile_is_read_by_its_own_url)
{
    const test::org org;
    const auto said = look_up(org, {by_key(a)},
                              test::script{{200, test::to_page({}, 0)}, {200, test::to_json({a})}});
    BOOST_REQUIRE(said.records().size() == 1u);
    BOOST_TEST(said.records()[0].fields.at("Subject").text == "Call");
    BOOST_TEST(said.requests[1].target == "/services/data/v62.0/sobjects/Task/" + a +
                                              "?fields=" + std::string{test::task_fields});
}

BOOST_AUTO_TEST_CASE(no_permission_is_no_tombstone)
{
    const test::org org;
    for (const auto& [status, code] : {std::pair{403, "INSUFFICIENT_ACCESS_OR_READONLY"},
                                       std::pair{401, "INVALID_SESSION_ID"}}) {
        const auto said =
            look_up(org, {by_key(a)},
                    test::script{{200, test::to_page({}, 0)},
                                 {static_cast<std::uint32_t>(status), test::error_body(code)}});
        BOOST_TEST(said.failed);
        BOOST_TEST(said.error.error_class == unsigned{DOVETAIL_ERROR_AUTH});
        BOOST_TEST(said.records().empty());
    }
}

BOOST_AUTO_TEST_CASE(two_thousand_ids_take_four_requests)
{
    const test::org org;
    std::vector<std::string> keys;
    for (int at = 0; at < 2'000; ++at)
        keys.push_back("00T" + std::to_string(100'000'000'000 + at) + "EAA");
    std::vector<dovetail_lookup> wanted;
    for (const std::string& key : keys)
        wanted.push_back(by_key(key));
    const auto said = look_up(org, wanted, [&](const test::sent_request& request) {
        BOOST_TEST(request.target.size() < 16'000u);
        const std::string target = test::decoded(request.target);
        std::vector<test::row> rows;
        for (const std::string& key : keys) {
            if (target.find(key) != std::string::npos) rows.push_back({key});
        }
        return reply{200, test::to_page(rows, rows.size())};
    });
    BOOST_TEST(said.records().size() == 2'000u);
    BOOST_TEST(said.requests.size() == 4u);
}

BOOST_AUTO_TEST_CASE(p1_a_create_is_found_by_its_external_id_the_living_before_the_deleted)
{
    const test::org org;
    const auto said = look_up(
        org, {by_create("key'1"), by_create("key2")},
        test::script{
            {200,
             test::to_page(
                 {{a, "2026-01-01T00:00:00.000+0000", "old", true, "005000000000001AAA", "key'1"},
                  {b, "2026-01-01T00:00:00.000+0000", "new", false, "005000000000001AAA", "key'1"},
                  {c, "2026-01-01T00:00:00.000+0000", "x", true, "005000000000001AAA", "key2"}},
                 3)}});
    BOOST_TEST(test::decoded(said.requests.at(0).target)
                   .find(R"(WHERE Dovetail_Key__c IN ('key\'1','key2'))") != std::string::npos);
    const auto records = said.records();
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[0].key == b);
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
}

BOOST_AUTO_TEST_CASE(p1_without_such_a_field_exactly_one_record_like_it_is_the_answer)
{
    const test::org org{R"({"external_id_field": null})"};
    const std::vector<dovetail_field> fields{
        {kit::borrow("OwnerId"), kit::text_value("005000000000001AAA")},
        {kit::borrow("Subject"), kit::text_value("It's \r\n new ")},
        {kit::borrow("Description"), kit::text_value("one\r\ntwo  ")},
        {kit::borrow("ActivityDate"), kit::date_value(kit::parse_date("2026-02-28").value())},
        {kit::borrow("Status"), kit::text_value("Not Started")}};
    const auto row = [](const std::string& id, const std::string& description) {
        return test::row{
            id, "2026-01-01T00:00:00.000+0000", "s", false, "005000000000001AAA", "", description};
    };
    const auto ask = [&](const std::vector<test::row>& rows) {
        return look_up(org, {by_create("k", fields)},
                       test::script{{200, test::to_page(rows, rows.size())}});
    };
    const auto one = ask({row(a, "other"), row(b, "one\\ntwo")});
    BOOST_TEST(test::decoded(one.requests.at(0).target)
                   .find(R"(WHERE CreatedDate >= 2026-01-01T00:00:00Z AND OwnerId = )"
                         R"('005000000000001AAA' AND Subject = 'It\'s \n new')") !=
               std::string::npos);
    BOOST_REQUIRE(one.records().size() == 1u);
    BOOST_TEST(one.records()[0].key == b);
    BOOST_TEST(ask({row(a, "one\\ntwo"), row(b, "one\\ntwo")}).records().empty());
    BOOST_TEST(ask({row(a, "other")}).records().empty());
    BOOST_TEST(ask({row(a, "")}).records().empty());
}

BOOST_AUTO_TEST_SUITE_END()
