// SPDX-License-Identifier: Apache-2.0
#include <dovetail/kit/batch_builder.hpp>
#include <dovetail/kit/view.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(batch_builder)

BOOST_AUTO_TEST_CASE(keeps_records_fields_and_kinds_in_order)
{
    kit::batch_builder builder;
    builder.add("k1", "r1", 5)
        .text("title", "Zoë")
        .boolean("done", true)
        .integer("count", -3)
        .date("due", 20'000)
        .instant("at", 7)
        .json("raw", "[1]")
        .null("none");
    builder.add("k2", "r2", 6, DOVETAIL_TOMBSTONE);
    dovetail_batch batch = std::move(builder).finish();
    const auto records = kit::records_of(batch);
    BOOST_REQUIRE(records.size() == 2u);
    const auto fields = kit::fields_of(records[0]);
    BOOST_REQUIRE(fields.size() == 7u);
    BOOST_TEST(kit::find_text(fields, "title") == "Zoë");
    BOOST_TEST(kit::find(fields, "done")->kind == unsigned{DOVETAIL_BOOL});
    BOOST_TEST(kit::find(fields, "count")->number == -3);
    BOOST_TEST(kit::find(fields, "due")->kind == unsigned{DOVETAIL_DATE});
    BOOST_TEST(kit::find(fields, "at")->kind == unsigned{DOVETAIL_INSTANT});
    BOOST_TEST(kit::find(fields, "raw")->kind == unsigned{DOVETAIL_JSON});
    BOOST_TEST(kit::find(fields, "none")->kind == unsigned{DOVETAIL_NULL});
    BOOST_TEST(kit::find(fields, "absent") == nullptr);
    BOOST_TEST(records[1].kind == unsigned{DOVETAIL_TOMBSTONE});
    BOOST_TEST(kit::view(records[1].revision) == "r2");
    BOOST_TEST(records[1].field_count == 0u);
    batch.release(batch.owner);
}

BOOST_AUTO_TEST_CASE(a_record_whose_head_comes_last_and_one_that_is_dropped)
{
    kit::batch_builder builder;
    builder.begin().text("title", "dropped");
    builder.discard();
    auto fields = builder.begin();
    fields.text("title", "kept");
    builder.head().key = builder.copy("k");
    dovetail_batch batch = std::move(builder).finish();
    BOOST_REQUIRE(batch.record_count == 1u);
    BOOST_TEST(kit::view(batch.records[0].key) == "k");
    BOOST_TEST(kit::find_text(kit::fields_of(batch.records[0]), "title") == "kept");
    batch.release(batch.owner);
}

BOOST_AUTO_TEST_CASE(many_records_with_texts_of_every_size_survive_their_sources)
{
    kit::batch_builder builder;
    for (int at = 0; at < 3'000; ++at) {
        const std::string text(static_cast<std::size_t>(at), 'x');
        builder.add(std::to_string(at)).text("body", text).integer("length", at);
    }
    dovetail_batch batch = std::move(builder).finish();
    int at = 0;
    for (const dovetail_record& record : kit::records_of(batch)) {
        BOOST_REQUIRE((kit::view(record.key) == std::to_string(at)));
        BOOST_REQUIRE(kit::find_text(kit::fields_of(record), "body").size() ==
                      static_cast<std::size_t>(at));
        ++at;
    }
    BOOST_TEST(at == 3'000);
    batch.release(batch.owner);
}

BOOST_AUTO_TEST_CASE(an_empty_batch_can_be_handed_out)
{
    dovetail_batch batch = kit::batch_builder{}.finish();
    BOOST_TEST(batch.record_count == 0u);
    BOOST_TEST(kit::records_of(batch).empty());
    batch.release(batch.owner);
}

BOOST_AUTO_TEST_SUITE_END()
