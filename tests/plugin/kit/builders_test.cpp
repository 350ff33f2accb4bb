// SPDX-License-Identifier: Apache-2.0
#include <dovetail/kit/mapped_builder.hpp>
#include <dovetail/kit/outcomes_builder.hpp>
#include <dovetail/kit/view.hpp>

#include <boost/test/unit_test.hpp>

namespace kit = dovetail::kit;

BOOST_AUTO_TEST_SUITE(outcomes_builder)

BOOST_AUTO_TEST_CASE(a_change_that_nobody_mentioned_is_unknown_not_lost)
{
    kit::outcomes_builder builder{3};
    builder.applied(2, "key", "rev", 9);
    builder.not_applied(0, {kit::error_class::rejected, "TOO_LONG", "too long", "said", 11}, "k0");
    dovetail_outcomes out = std::move(builder).finish();
    const auto outcomes = kit::outcomes_of(out);
    BOOST_REQUIRE(outcomes.size() == 3u);
    BOOST_TEST(outcomes[0].result == unsigned{DOVETAIL_NOT_APPLIED});
    BOOST_TEST(kit::view(outcomes[0].server_text) == "said");
    BOOST_TEST(outcomes[0].retry_after_ms == 11u);
    BOOST_TEST(outcomes[1].result == unsigned{DOVETAIL_UNKNOWN});
    BOOST_TEST(outcomes[1].error_class == unsigned{DOVETAIL_ERROR_RETRYABLE});
    BOOST_TEST(outcomes[2].result == unsigned{DOVETAIL_APPLIED});
    BOOST_TEST(kit::view(outcomes[2].key) == "key");
    BOOST_TEST(outcomes[2].error_class == unsigned{DOVETAIL_ERROR_NONE});
    out.release(out.owner);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(mapped_builder)

BOOST_AUTO_TEST_CASE(fields_notes_and_read_back_belong_to_their_item)
{
    kit::mapped_builder builder;
    for (int at = 0; at < 300; ++at) {
        builder.begin();
        builder.fields().integer("at", at).text("text", std::to_string(at));
        if (at % 2 == 0) builder.note(DOVETAIL_NOTE_CUT, "text", "too long: " + std::to_string(at));
        if (at % 3 == 0) builder.read_back().integer("at", -at);
        if (at % 5 == 0)
            builder.eligible();
        else
            builder.not_eligible("odd");
        builder.owner("o" + std::to_string(at));
    }
    dovetail_mapped_batch out = std::move(builder).finish();
    int at = 0;
    for (const dovetail_mapped& item : kit::items_of(out)) {
        BOOST_REQUIRE(kit::find(kit::fields_of(item), "at")->number == at);
        BOOST_REQUIRE(item.note_count == (at % 2 == 0 ? 1u : 0u));
        BOOST_REQUIRE(item.read_back_count == (at % 3 == 0 ? 1u : 0u));
        if (at % 3 == 0) BOOST_REQUIRE(item.read_back[0].value.number == -at);
        BOOST_REQUIRE(item.eligible == (at % 5 == 0 ? 1u : 0u));
        ++at;
    }
    BOOST_TEST(at == 300);
    out.release(out.owner);
}

BOOST_AUTO_TEST_SUITE_END()
