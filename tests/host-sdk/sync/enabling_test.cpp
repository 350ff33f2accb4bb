// SPDX-License-Identifier: Apache-2.0
// Section 3 of the product: turning sync on.
#include "support/arena.hpp"
#include "support/rig.hpp"

#include <dovetail/sync/field_codec.hpp>

#include <boost/test/unit_test.hpp>

using namespace dovetail;
using test::rig;
using test::values;

BOOST_AUTO_TEST_SUITE(turning_on)

BOOST_AUTO_TEST_CASE(e1_nothing_is_read_or_written_before_a_box_is_ticked)
{
    rig on;
    on.add_left({{"name", "a"}});
    on.run();
    BOOST_TEST(on.left.fetches == 0U);
    BOOST_TEST(on.right.writes == 0U);
}

BOOST_AUTO_TEST_CASE(e2_the_first_sync_shows_its_progress)
{
    rig on;
    for (int i = 0; i < 120; ++i)
        on.add_left({{"name", std::to_string(i)}});
    on.enable("ann");
    on.run();
    BOOST_TEST_REQUIRE(!on.seen.steps.empty());
    const auto& last = on.seen.steps.back();
    BOOST_TEST(last.finished);
    BOOST_TEST(last.done >= 120U);
    BOOST_TEST(last.remaining == 0U);
    BOOST_TEST(!on.people().find_member("ann")->catch_up);
}

BOOST_AUTO_TEST_CASE(e3_first_enabling_pulls_what_changed_in_the_last_24_hours)
{
    rig on;
    on.add_left({{"name", "old"}});
    const auto touched = on.add_left({{"name", "touched"}});
    on.time.advance_seconds(25 * 3600);
    on.left.edit(touched, {{"details", "x"}});
    on.add_left({{"name", "new"}});
    on.enable("ann");
    on.run();
    BOOST_TEST(!on.right.named("old"));
    BOOST_TEST(on.right.named("touched"));
    BOOST_TEST(on.right.named("new"));
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(e3_e4_tasks_already_in_the_right_system_are_not_pushed)
{
    rig on;
    const auto old = on.add_right({{"name", "old"}});
    on.enable("ann");
    const auto fresh = on.add_right({{"name", "fresh"}});
    on.run();
    BOOST_TEST(!on.left.named("<old>"));
    BOOST_TEST(on.left.named("<fresh>"));
    on.right.edit(old, {{"details", "edited later"}});
    on.run();
    BOOST_TEST(!on.left.named("<old>"));
    BOOST_TEST(!on.twin_of_right(fresh).empty());
}

BOOST_AUTO_TEST_CASE(e3_a_member_who_joins_a_running_sync_is_backfilled)
{
    rig on;
    on.enable("ann");
    on.run();
    on.add_left({{"name", "bob's"}}, "bob");
    on.run(); // the stream is past it now
    BOOST_TEST(!on.right.named("bob's"));
    on.enable("bob");
    on.run();
    BOOST_TEST(on.right.named("bob's"));
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(e5_deletes_of_the_time_without_sync_are_found)
{
    rig on;
    on.enable("ann");
    const auto kept = on.add_left({{"name", "kept"}});
    const auto gone = on.add_left({{"name", "gone"}});
    on.run();
    on.disable("ann");
    on.left.remove(gone);
    on.run();
    BOOST_TEST(on.right.named("gone"));
    on.time.advance_seconds(3600);
    on.enable("ann");
    on.run();
    BOOST_TEST(!on.right.named("gone"));
    BOOST_TEST(on.right.named("kept"));
    BOOST_TEST(!on.twin_of_left(kept).empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(e5_deletes_beyond_the_horizon_are_found_by_id)
{
    rig on;
    on.left_connection->horizon_ms = 1000;
    on.enable("ann");
    const auto gone = on.add_left({{"name", "gone"}});
    on.run();
    on.disable("ann");
    on.left.remove(gone);
    on.run();
    on.time.advance_seconds(40 * 24 * 3600);
    on.enable("ann");
    on.run();
    BOOST_TEST(!on.right.named("gone"));
}

BOOST_AUTO_TEST_CASE(e5_only_linked_tasks_are_deleted)
{
    rig on;
    on.enable("ann");
    on.run();
    on.disable("ann");
    const auto never_linked = on.add_left({{"name", "x"}});
    on.left.remove(never_linked);
    on.add_right({{"name", "x"}});
    on.enable("ann");
    on.run();
    BOOST_TEST(on.right.named("x"));
}

BOOST_AUTO_TEST_CASE(e6_unticking_stops_both_directions_and_loses_nothing)
{
    rig on;
    on.enable("ann");
    const auto left = on.add_left({{"name", "a"}});
    on.run();
    on.disable("ann");
    on.left.edit(left, {{"due", "2026-02-02"}});
    on.right.edit(on.twin_of_left(left), {{"details", "mine"}});
    on.add_right({{"name", "while off"}});
    const auto writes = on.left.writes + on.right.writes;
    on.run();
    BOOST_TEST(on.left.writes + on.right.writes == writes);
    BOOST_TEST(!on.twin_of_left(left).empty());
    on.enable("ann");
    on.run();
    BOOST_TEST(on.right.find(on.twin_of_left(left))->fields.at("due") == "2026-02-02");
    BOOST_TEST(on.left.find(left)->fields.at("details") == "mine");
    on.check_converged();
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(e6_unticking_stops_between_two_batches)
{
    rig on;
    on.enable("ann");
    for (int i = 0; i < 200; ++i)
        on.add_left({{"name", std::to_string(i)}});
    int pages = 0;
    on.left_connection->before = [&](const std::string& what) {
        if (what == "fetch" && ++pages == 2) on.disable("ann");
        return std::optional<host::error>{};
    };
    on.run();
    BOOST_TEST(on.right.creates < 200U);
    on.left_connection->before = {};
    on.enable("ann");
    on.run();
    BOOST_TEST(on.right.creates == 200U);
    BOOST_TEST(on.right.alive().size() == 200U);
}

BOOST_AUTO_TEST_CASE(e6_pressing_save_again_syncs_anew)
{
    rig on;
    on.enable("ann");
    const auto key = on.add_left({{"name", "a"}});
    on.run();
    const auto enabled_at = on.people().find_member("ann")->enabled_at;
    on.time.advance_seconds(60);
    on.enable("ann");
    BOOST_TEST(on.people().find_member("ann")->enabled_at == enabled_at);
    const auto lookups = on.left.lookups;
    on.run();
    BOOST_TEST(on.left.lookups > lookups);
    BOOST_TEST(!on.twin_of_left(key).empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(e7_tasks_due_in_a_range_come_from_the_state_by_date)
{
    rig on;
    const auto ann = on.enable("ann");
    const sync::field_names names({"name", "due"});
    BOOST_TEST(on.stored.store->set_fact("s", sync::field_names_fact, names.text()).has_value());
    sync::change_set changes;
    for (const std::int64_t day : {20'002, 20'000, 20'001, 20'003}) {
        const std::string title = "day " + std::to_string(day);
        const std::vector<dovetail_field> fields{
            {host::to_abi("name"), test::arena::text_value(host::to_abi(title))},
            {host::to_abi("due"), test::arena::number_value(DOVETAIL_DATE, day)}};
        sync::link known;
        known.owner = ann.id;
        known.key = {"l" + title, "r" + title};
        known.base.right = sync::encode_fields(fields, names);
        changes.links.push_back(known);
    }
    BOOST_TEST(on.stored.store->commit_by_person("s", changes).has_value());
    auto control = on.people();
    const auto found = control.tasks("ann", 20'001, 20'002); // today and tomorrow
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST_REQUIRE(found->size() == 2U);
    BOOST_TEST(*found->front().due == 20'001);
    BOOST_TEST(*found->back().due == 20'002);
    BOOST_TEST(found->front().key.right == "rday 20001");
    BOOST_TEST(found->front().fields.size() == 2U);
    BOOST_TEST(control.tasks("nobody", 0, 1).error().code == "no_such_member");
}

BOOST_AUTO_TEST_CASE(p5_a_short_budget_puts_the_catch_up_off_but_not_the_edits)
{
    rig on;
    on.enable("ann");
    const auto key = on.add_left({{"name", "a"}});
    on.run();
    on.add_left({{"name", "bob's"}}, "bob");
    on.run();
    on.enable("bob");
    on.left_connection->short_of_budget = true;
    on.left.edit(key, {{"due", "2"}});
    on.run();
    BOOST_TEST(on.right.named("a")->fields.at("due") == "2");
    BOOST_TEST(!on.right.named("bob's"));
    BOOST_TEST(on.people().find_member("bob")->catch_up);
    on.left_connection->short_of_budget = false;
    on.run();
    BOOST_TEST(on.right.named("bob's"));
    BOOST_TEST(!on.people().find_member("bob")->catch_up);
}

BOOST_AUTO_TEST_SUITE_END()
