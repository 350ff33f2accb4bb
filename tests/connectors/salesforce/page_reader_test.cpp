// SPDX-License-Identifier: Apache-2.0
#include "connectors/salesforce/org.hpp"

#include <dovetail/kit/surrogates.hpp>
#include <salesforce/page_reader.hpp>

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail::salesforce;
namespace kit = dovetail::kit;
namespace test = dovetail::test;

namespace {

const columns of = task_columns(read_configuration("{}"));

struct read_result
{
    page found{};
    std::vector<test::kept_record> records{};
};

read_result read(std::string_view body, const owner_set* owners = nullptr)
{
    kit::batch_builder builder;
    read_result out;
    out.found = read_page(body, of, builder, owners);
    dovetail_batch batch = std::move(builder).finish();
    for (const dovetail_record& record : kit::records_of(batch))
        out.records.push_back(test::detail::keep(record));
    batch.release(batch.owner);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(salesforce_page_reader)

BOOST_AUTO_TEST_CASE(values_get_the_types_of_their_columns)
{
    const auto [found, records] = read(test::to_page(
        {{"00T000000000001EAA", "2026-01-01T00:00:01.000+0000", "Zoë \\ud83d\\ude00\\n"},
         {"00T000000000002EAA", "2026-01-01T00:00:02.000+0000", "", true}},
        2'086, "/services/data/v62.0/query/0r8xx-2000"));
    BOOST_TEST(found.total == 2'086u);
    BOOST_TEST(!found.done);
    BOOST_TEST(found.next == "/services/data/v62.0/query/0r8xx-2000");
    BOOST_TEST(found.rows == 2u);
    BOOST_TEST(found.last.id == "00T000000000002EAA");
    BOOST_TEST(found.last.stamp_us == kit::parse_instant("2026-01-01T00:00:02Z").value());
    BOOST_REQUIRE(records.size() == 2u);
    const auto& first = records[0];
    BOOST_TEST(first.key == "00T000000000001EAA");
    BOOST_TEST(first.revision == "2026-01-01T00:00:01.000+0000");
    BOOST_TEST(first.modified_at_us == kit::parse_instant("2025-12-31T12:00:00Z").value());
    BOOST_TEST(first.kind == unsigned{DOVETAIL_PRESENT});
    BOOST_TEST(first.fields.size() == 16u);
    BOOST_TEST(first.fields.at("Subject").text == "Zoë 😀\n");
    BOOST_TEST(first.fields.at("ActivityDate").kind == unsigned{DOVETAIL_DATE});
    BOOST_TEST(first.fields.at("ActivityDate").number == kit::parse_date("2026-02-28").value());
    BOOST_TEST(first.fields.at("CreatedDate").kind == unsigned{DOVETAIL_INSTANT});
    BOOST_TEST(first.fields.at("IsClosed").kind == unsigned{DOVETAIL_BOOL});
    BOOST_TEST(first.fields.at("Description").kind == unsigned{DOVETAIL_NULL});
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
}

BOOST_AUTO_TEST_CASE(columns_may_come_in_any_order_and_unknown_ones_are_skipped)
{
    const auto [found, records] = read(R"({"records":[{"SystemModstamp":"2026-01-01T00:00:00Z",
        "Owner":{"attributes":{"type":"User"},"Name":"Ada","List":[1,{"a":[]}]},"New__c":[1,2],
        "Id":"00T000000000001EAA","Subject":7.5,"Status":-3,"Priority":18446744073709551615}],
        "other":{"x":[[]]},"totalSize":1,"done":true})");
    BOOST_REQUIRE(records.size() == 1u);
    BOOST_TEST(records[0].key == "00T000000000001EAA");
    BOOST_TEST(records[0].fields.size() == 5u);
    BOOST_TEST(records[0].fields.at("Subject").kind == unsigned{DOVETAIL_JSON});
    BOOST_TEST(records[0].fields.at("Subject").text == "7.5");
    BOOST_TEST(records[0].fields.at("Status").number == -3);
    BOOST_TEST(records[0].fields.at("Priority").text == "18446744073709551615");
    BOOST_TEST(found.total == 1u);
}

BOOST_AUTO_TEST_CASE(a_page_that_is_cut_anywhere_is_retryable_and_never_half_a_page)
{
    const std::string body = test::to_page(
        {{"00T000000000001EAA", "2026-01-01T00:00:01.000+0000", "Zoë \\u00eb\\\\"}}, 1);
    for (std::size_t size = 0; size < body.size(); ++size) {
        BOOST_CHECK_EXCEPTION((void)read(body.substr(0, size)), kit::plugin_error,
                              [](const kit::plugin_error& error) {
                                  return error.details().kind == kit::error_class::retryable;
                              });
    }
    BOOST_TEST(read(body).records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_no_answer_of_a_query_is_refused)
{
    for (const char* body : {"", "[]", "7", "null", "{}", R"({"records":7})", R"({"records":[7]})",
                             R"({"records":[[]]})", R"({"records":[{"Subject":"no id"}]})",
                             "<html></html>", R"({"records":[]} x)"})
        BOOST_CHECK_THROW((void)read(body), kit::plugin_error);
    BOOST_TEST(read(R"({"records":[]})").found.rows == 0u);
}

BOOST_AUTO_TEST_CASE(half_a_surrogate_pair_stops_nobody)
{
    const auto [found, records] = read(test::to_page(
        {{"00T000000000001EAA", "2026-01-01T00:00:01.000+0000", "a\\ud83db\\ude00\\\\ud800"},
         {"00T000000000002EAA", "2026-01-01T00:00:02.000+0000", "\\ud83d\\ude00"}},
        2));
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[0].fields.at("Subject").text == "a\uFFFDb\uFFFD\\ud800");
    BOOST_TEST(records[1].fields.at("Subject").text == "😀");
}

BOOST_AUTO_TEST_CASE(rows_of_other_owners_are_left_out_but_still_move_the_place)
{
    const owner_set owners{"005000000000002AAA"};
    const auto [found, records] =
        read(test::to_page({{"00T000000000001EAA", "2026-01-01T00:00:01.000+0000", "a", false,
                             "005000000000002AAA"},
                            {"00T000000000002EAA", "2026-01-01T00:00:02.000+0000", "b", false,
                             "005000000000003AAA"}},
                           2),
             &owners);
    BOOST_REQUIRE(records.size() == 1u);
    BOOST_TEST(records[0].fields.at("Subject").text == "a");
    BOOST_TEST(found.rows == 2u);
    BOOST_TEST(found.last.id == "00T000000000002EAA");
}

BOOST_AUTO_TEST_SUITE_END()
