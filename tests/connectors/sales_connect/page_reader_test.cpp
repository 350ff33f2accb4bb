// SPDX-License-Identifier: Apache-2.0
// Pages as JSON texts: odd, hostile and cut ones.
#include "page_reader.hpp"
#include "profile.hpp"
#include <dovetail/kit/surrogates.hpp>

#include "connector_harness.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace dovetail::test;
namespace kit = dovetail::kit;
using dovetail::kit::replace_lone_surrogates;
using dovetail::sales_connect::read_page;

namespace {

struct fixture
{
    dovetail::sales_connect::profile server = dovetail::sales_connect::read_profile("{}");

    /// The records of a page; throws what read_page throws.
    std::vector<kept_record> read(std::string_view body) const
    {
        auto page = read_page(server.tasks, body);
        const auto batch = std::move(page.batch).finish();
        std::vector<kept_record> out;
        for (const auto& record : kit::records_of(batch))
            out.push_back(dovetail::test::detail::keep(record));
        batch.release(batch.owner);
        return out;
    }

    bool is_refused(std::string_view body) const
    {
        try {
            read(body);
            return false;
        } catch (const kit::plugin_error& error) {
            return error.details().kind == kit::error_class::retryable &&
                   error.details().code == "malformed_answer";
        }
    }

    std::string details(std::string_view json_text) const
    {
        return read(R"({"tasks":[{"id":"t","details":)" + std::string(json_text) + "}]}")
            .at(0)
            .fields.at("details")
            .text;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(page_reader, fixture)

BOOST_AUTO_TEST_CASE(a_page_cut_at_any_byte_is_refused_and_never_half_read)
{
    const auto whole =
        page_json({task_json("t1", "2026-01-01T00:00:00Z", R"(,"x":[{"y":"\u00e9"}])"),
                   R"({"id":"t2","deleted":true})"},
                  "c", true, 7);
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_REQUIRE_MESSAGE(is_refused(whole.substr(0, size)), size);
    BOOST_TEST(read(whole).size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_nobody_asked_for_is_skipped_whatever_it_is)
{
    const auto records =
        read(R"({"meta":{"tasks":[1,2]},"more":[[{"id":"no"}]],"tasks":[{"id":"t","new":{"id":"x",)"
             R"("deep":[{"name":"y"}]},"person":[1],"campaign":"none","tags":["a",{"b":1}],)"
             R"("name":"Call","details":{"rich":true}}],"next_cursor":{"a":1}})");
    BOOST_REQUIRE(records.size() == 1u);
    BOOST_TEST(records[0].key == "t");
    BOOST_TEST(records[0].fields.size() == 1u);
    BOOST_TEST(records[0].fields.at("name").text == "Call");
}

BOOST_AUTO_TEST_CASE(members_may_come_in_any_order)
{
    const auto records = read(R"({"has_more":true,"tasks":[{"updated_at":"2026-01-01T00:00:00Z",)"
                              R"("campaign":{"step":1,"name":"S"},"name":"A","id":"t"},)"
                              R"({"id":"u","name":"B","campaign":{"name":"T"}}]})");
    BOOST_TEST(records[0].fields.at("campaign.name").text == "S");
    BOOST_TEST(records[1].fields.at("campaign.name").text == "T");
    BOOST_TEST(records[1].fields.at("name").text == "B");
}

BOOST_AUTO_TEST_CASE(numbers_and_flags_are_taken_as_they_are)
{
    const auto record = read(R"({"tasks":[{"id":12,"revision":3,"deleted":false,)"
                             R"("campaign":{"day":2.0,"step":1.5},"type":18446744073709551615,)"
                             R"("call_outcome":true}]})")
                            .at(0);
    BOOST_TEST(record.key == "12");
    BOOST_TEST(record.revision == "3");
    BOOST_TEST(record.kind == DOVETAIL_PRESENT);
    BOOST_TEST(record.fields.at("campaign.day").number == 2);
    BOOST_TEST(record.fields.at("campaign.step").text == "1.5");
    BOOST_TEST(record.fields.at("type").kind == DOVETAIL_TEXT);
    BOOST_TEST(record.fields.at("call_outcome").kind == DOVETAIL_BOOL);
}

BOOST_AUTO_TEST_CASE(a_stamp_that_is_none_is_unknown)
{
    const auto record =
        read(R"({"tasks":[{"id":"t","updated_at":"yesterday","created_at":null}]})").at(0);
    BOOST_TEST(record.modified_at_us == 0);
    BOOST_TEST(record.fields.at("created_at").kind == DOVETAIL_NULL);
}

BOOST_AUTO_TEST_CASE(odd_texts_come_through)
{
    BOOST_TEST(details(R"("a\r\n\u0000b\"\\\/\u00e9\ud83d\ude00")") ==
               std::string("a\r\n\0b\"\\/é😀", 14));
    BOOST_TEST(details(R"("مرحبا e\u0301")") == "مرحبا e\u0301");
    const std::string long_text(32'001, 'x');
    BOOST_TEST(details('"' + long_text + "\\n\"") == long_text + "\n");
}

BOOST_AUTO_TEST_CASE(l16_lone_surrogates_and_broken_utf8_stop_nobody)
{
    BOOST_TEST(details(R"("a\ud800b")") == "a\uFFFDb");
    BOOST_TEST(details(R"("\udc00")") == "\uFFFD");
    BOOST_TEST(details(R"("\ud83d\ud83d\ude00\\ud800")") == "\uFFFD😀\\ud800");
    BOOST_TEST(details("\"a\xff\xed\xa0\x80z\"") ==
               "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
    BOOST_TEST(replace_lone_surrogates(R"("\ud83d\ude00 \uD800 \n")") ==
               R"("\ud83d\ude00 \uFFFD \n")");
}

BOOST_AUTO_TEST_CASE(what_is_no_page_is_refused)
{
    for (const auto* body :
         {"", " ", "null", "7", "\"tasks\"", "[]", "{}", R"({"tasks":{}})", R"({"tasks":"x"})",
          R"({"tasks":[null]})", R"({"tasks":[[]]} x)", R"({"tasks":[]}})", R"({"tasks":[]} [])",
          R"({"tasks":[{}]})", R"({"tasks":[{"id":""}]})", R"({"tasks":[{"id":null}]})",
          R"({"tasks":[{"id":"a"},]})", "<!DOCTYPE html>", "{\"tasks\":[{\"id\":\"a\nb\"}]}"})
        BOOST_TEST(is_refused(body), body);
}

BOOST_AUTO_TEST_CASE(a_flood_of_brackets_is_refused_not_a_crash)
{
    BOOST_TEST(is_refused(std::string(1'000'000, '[')));
    BOOST_TEST(is_refused(R"({"tasks":[{"id":"t","x":)" + std::string(100'000, '[')));
    std::string deep = R"({"tasks":[{"id":"t","person":)";
    for (int i = 0; i < 100'000; ++i)
        deep += R"({"person":)";
    BOOST_TEST(is_refused(deep));
}

BOOST_AUTO_TEST_CASE(a_page_with_random_damage_is_read_or_refused)
{
    const auto whole = page_json(
        {task_json("t1", "2026-01-01T00:00:00Z"), task_json("t2", "2026-01-01T00:00:01Z")}, "c");
    std::mt19937 random(8);
    int refused = 0;
    for (int round = 0; round < 5'000; ++round) {
        auto damaged = whole;
        for (auto count = 1 + random() % 3; count > 0; --count)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        try {
            read(damaged);
        } catch (const kit::plugin_error& error) {
            BOOST_REQUIRE(error.details().code == "malformed_answer");
            ++refused;
        }
    }
    BOOST_TEST(refused > 500);
}

BOOST_AUTO_TEST_CASE(pages_split_anyhow_give_the_same_records)
{
    std::vector<std::string> tasks;
    for (int i = 0; i < 60; ++i)
        tasks.push_back(task_json("t" + std::to_string(i), "2025-01-01T00:00:00Z"));
    const connector_under_test connector;
    const auto all = [&](unsigned seed) {
        std::mt19937 random(seed);
        std::size_t next = 0;
        return connector
            .fetch([&](const sent_request&) {
                const auto count = std::min<std::size_t>(random() % 9, tasks.size() - next);
                const std::vector<std::string> some(tasks.begin() + static_cast<long>(next),
                                                    tasks.begin() +
                                                        static_cast<long>(next + count));
                next += count;
                static int pages = 0;
                return reply{200,
                             page_json(some, "c" + std::to_string(++pages), next < tasks.size())};
            })
            .records();
    };
    const auto once = all(0);
    BOOST_TEST(once.size() == tasks.size());
    for (unsigned seed = 1; seed < 20; ++seed)
        BOOST_TEST((all(seed) == once));
}

BOOST_AUTO_TEST_SUITE_END()
