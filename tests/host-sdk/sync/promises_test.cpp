// SPDX-License-Identifier: Apache-2.0
// Section 5 of the product: what is promised when something goes wrong.
#include "support/rig.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail;
using test::fault;
using test::rig;

namespace {

/// A fault for the first `count` changes of a kind.
void fail_first(test::world& server, const std::string& kind, fault what, int count)
{
    server.faults = [=, left = count](const std::string& now, const std::string&) mutable {
        return now == kind && left-- > 0 ? what : fault::none;
    };
}

std::string linked(rig& on, test::values fields = {{"name", "a"}, {"due", "1"}})
{
    on.enable("ann");
    const auto key = on.add_left(std::move(fields));
    on.run();
    return key;
}

} // namespace

BOOST_AUTO_TEST_SUITE(promises)

BOOST_AUTO_TEST_CASE(p1_a_create_without_an_answer_is_never_doubled)
{
    for (const fault what : {fault::lost_before, fault::lost_after, fault::late}) {
        for (const bool idempotent : {true, false}) {
            rig on;
            on.right.idempotent = idempotent;
            on.enable("ann");
            fail_first(on.right, "create", what, 1);
            on.add_left({{"name", "a"}});
            on.try_run();
            on.time.advance_seconds(120);
            on.run();
            BOOST_TEST(on.right.alive().size() == 1U);
            BOOST_TEST(on.links().size() == 1U);
            on.check_converged();
            on.check_fixed_point();
        }
    }
}

BOOST_AUTO_TEST_CASE(p1_an_update_without_an_answer_arrives_once)
{
    for (const fault what : {fault::lost_before, fault::lost_after, fault::late}) {
        rig on;
        const auto key = linked(on);
        fail_first(on.right, "update", what, 1);
        on.left.edit(key, {{"due", "2"}, {"details", "more than twenty characters"}});
        on.try_run();
        on.run();
        BOOST_TEST(on.right.named("a")->fields.at("due") == "2");
        BOOST_TEST(on.left.find(key)->fields.at("details") == "more than twenty characters");
        on.check_converged();
        on.check_fixed_point();
    }
}

BOOST_AUTO_TEST_CASE(p1_a_call_that_failed_in_the_middle_is_examined)
{
    rig on;
    on.enable("ann");
    for (int i = 0; i < 20; ++i)
        on.add_left({{"name", std::to_string(i)}});
    int calls = 0;
    on.right.faults = [&](const std::string& now, const std::string&) {
        return now == "call" && ++calls == 10 ? fault::call_failed : fault::none;
    };
    const auto first = on.try_run();
    BOOST_TEST(first.passes.back().failure.has_value());
    on.right.faults = {};
    on.run();
    BOOST_TEST(on.right.alive().size() == 20U);
    BOOST_TEST(on.right.creates == 20U);
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p1_a_conflict_is_merged_anew_from_the_truth)
{
    rig on;
    const auto key = linked(on);
    const auto twin = on.twin_of_left(key);
    on.left.edit(key, {{"due", "2"}});
    bool done = false;
    on.right_connection->before = [&](const std::string& what) {
        // Somebody edits between our read and our write.
        if (what == "write" && !done) {
            done = true;
            on.right.edit(twin, {{"details", "in between"}});
        }
        return std::optional<host::error>{};
    };
    on.run();
    BOOST_TEST(on.right.find(twin)->fields.at("due") == "2");
    BOOST_TEST(on.left.find(key)->fields.at("details") == "in between");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p1_a_lost_state_file_causes_no_delete_and_no_duplicate)
{
    rig on;
    on.enable("ann");
    for (int i = 0; i < 5; ++i)
        on.add_left({{"name", "l" + std::to_string(i)}, {"details", "longer than twenty chars"}});
    for (int i = 0; i < 5; ++i)
        on.add_right({{"name", "r" + std::to_string(i)}});
    on.run();
    on.lose_state();
    on.time.advance_seconds(3600);
    on.enable("ann");
    on.run();
    BOOST_TEST(on.left.alive().size() == 10U);
    BOOST_TEST(on.right.alive().size() == 10U);
    BOOST_TEST(on.links().size() == 10U);
    for (const auto* one : on.left.alive())
        if (const auto& details = one->fields.find("details"); details != one->fields.end())
            BOOST_TEST(details->second == "longer than twenty chars");
    on.check_converged();
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p2_an_idle_pass_reads_each_side_once_and_stores_nothing)
{
    rig on;
    linked(on);
    const auto fetched = on.left.fetches + on.right.fetches;
    const auto looked = on.left.lookups + on.right.lookups;
    const auto done = on.try_run();
    BOOST_TEST(done.passes.size() == 1U);
    BOOST_TEST(done.passes.front().counts.commits == 0U);
    BOOST_TEST(on.left.fetches + on.right.fetches == fetched + 2);
    BOOST_TEST(on.left.lookups + on.right.lookups == looked);
}

BOOST_AUTO_TEST_CASE(p3_a_refused_task_fails_alone_and_is_listed_with_its_reason)
{
    rig on;
    on.enable("ann");
    fail_first(on.right, "create", fault::rejected, 1);
    on.add_left({{"name", "poison"}});
    on.add_left({{"name", "good"}});
    const auto counts = on.run();
    BOOST_TEST(counts.failed == 1U);
    BOOST_TEST(counts.applied == 1U);
    auto control = on.people();
    const auto listed = control.problems();
    BOOST_TEST_REQUIRE(listed->size() == 1U);
    BOOST_TEST(listed->front().code == "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    BOOST_TEST((listed->front().kind == sync::outcome::failed));
    on.check_fixed_point();
    BOOST_TEST(!on.right.named("poison"));
    BOOST_TEST(control.retry(listed->front().id).has_value());
    on.run();
    BOOST_TEST(on.right.named("poison"));
    BOOST_TEST(control.problems()->empty());
    BOOST_TEST(control.retry(4711).error().code == "no_such_problem");
}

BOOST_AUTO_TEST_CASE(p2_a_refused_write_is_not_sent_again_while_nothing_changes)
{
    rig on;
    const auto key = linked(on);
    on.left.overlap = on.right.overlap = 1'000'000; // each pass meets everything again
    on.right.faults = [](const std::string& now, const std::string&) {
        return now == "create" || now == "update" ? fault::rejected : fault::none;
    };
    on.left.edit(key, {{"due", "2"}});
    const auto poison = on.add_left({{"name", "poison"}});
    BOOST_TEST(on.run().failed == 2U);
    const auto calls = on.right.write_calls;
    const auto again = on.run();
    BOOST_TEST(on.right.write_calls == calls);
    BOOST_TEST(again.written() == 0U);
    BOOST_TEST(again.commits == 0U);
    BOOST_TEST(on.people().problems()->size() == 2U);
    // A change on either side, of whatever field, is a reason to try again.
    on.right.faults = {};
    on.left.edit(poison, {{"details", "better"}});
    on.right.edit(on.twin_of_left(key), {{"details", "better"}});
    on.run();
    BOOST_TEST(on.right.named("poison"));
    BOOST_TEST(on.right.named("a")->fields.at("due") == "2");
    BOOST_TEST(on.people().problems()->empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p3_a_failed_edit_does_not_let_the_other_sides_edit_pass_unseen)
{
    rig on;
    const auto key = linked(on);
    const auto twin = on.twin_of_left(key);
    fail_first(on.right, "update", fault::rejected, 1);
    on.left.edit(key, {{"due", "left"}});
    on.run();
    on.right.edit(twin, {{"due", "right"}});
    const auto counts = on.run();
    BOOST_TEST(counts.conflicts == 1U);
    sync::history_query query;
    query.result = sync::outcome::conflict;
    auto control = on.people();
    BOOST_TEST(control.history(query)->size() == 1U);
    BOOST_TEST(control.problems()->empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p3_a_locked_row_is_tried_again_later)
{
    rig on;
    const auto key = linked(on);
    fail_first(on.right, "update", fault::locked, 1);
    on.left.edit(key, {{"due", "2"}});
    const auto counts = on.run();
    BOOST_TEST(counts.held == 1U);
    BOOST_TEST(on.right.named("a")->fields.at("due") == "1");
    on.time.advance_seconds(10);
    on.run();
    BOOST_TEST(on.right.named("a")->fields.at("due") == "2");
    BOOST_TEST(on.people().problems()->empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p3_a_dismissed_task_crosses_again_when_it_changes)
{
    rig on;
    on.enable("ann");
    fail_first(on.right, "create", fault::rejected, 1);
    const auto key = on.add_left({{"name", "poison"}});
    on.run();
    auto control = on.people();
    BOOST_TEST(control.dismiss(control.problems()->front().id).has_value());
    BOOST_TEST(control.problems()->empty());
    on.left.edit(key, {{"due", "3"}});
    on.run();
    BOOST_TEST(on.right.named("poison"));
}

BOOST_AUTO_TEST_CASE(p3_a_held_value_waits_and_crosses_when_it_maps_again)
{
    rig on;
    const auto key = linked(on);
    on.left.edit(key, {{"status", "hold on"}, {"due", "2"}});
    on.right.edit(on.twin_of_left(key), {{"details", "meanwhile"}});
    const auto counts = on.run();
    BOOST_TEST(counts.held == 1U);
    BOOST_TEST(on.right.named("a")->fields.at("due") == "1");
    BOOST_TEST(on.people().problems()->front().code == "status_held");
    on.check_fixed_point();
    on.left.edit(key, {{"status", "done"}});
    on.run();
    BOOST_TEST(on.right.named("a")->fields.at("due") == "2");
    BOOST_TEST(on.right.named("a")->fields.at("status") == "done");
    BOOST_TEST(on.left.find(key)->fields.at("details") == "meanwhile");
    BOOST_TEST(on.people().problems()->empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p3_a_value_that_does_not_cross_stays_and_the_rest_crosses)
{
    rig on;
    const auto key = linked(on);
    on.left.edit(key, {{"status", "odd one"}, {"due", "2"}});
    on.run();
    BOOST_TEST(on.right.named("a")->fields.at("status") == "open");
    BOOST_TEST(on.right.named("a")->fields.at("due") == "2");
    on.right.edit(on.twin_of_left(key), {{"details", "edited"}});
    on.run();
    BOOST_TEST(on.left.find(key)->fields.at("status") == "odd one"); // F4
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(f6_a_cut_text_never_comes_back_as_an_edit)
{
    rig on;
    const auto key = linked(on, {{"name", "a"}, {"details", "longer than twenty characters"}});
    const auto twin = on.twin_of_left(key);
    BOOST_TEST(on.right.find(twin)->fields.at("details").size() == 20U);
    on.right.edit(twin, {{"due", "2"}});
    on.run();
    BOOST_TEST(on.left.find(key)->fields.at("details") == "longer than twenty characters");
    on.right.edit(twin, {{"details", "short"}});
    on.run();
    BOOST_TEST(on.left.find(key)->fields.at("details") == "short");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p1_an_unauthorized_write_pauses_and_is_made_later)
{
    rig on;
    const auto key = linked(on);
    fail_first(on.right, "update", fault::unauthorized, 1);
    on.left.edit(key, {{"due", "2"}});
    const auto first = on.try_run();
    BOOST_TEST_REQUIRE(first.passes.back().failure.has_value());
    BOOST_TEST((first.passes.back().failure->kind == host::error_class::auth));
    on.run();
    BOOST_TEST(on.right.named("a")->fields.at("due") == "2");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p1_a_twin_that_vanished_without_a_tombstone_is_reported_and_nothing_deleted)
{
    rig on;
    const auto key = linked(on);
    on.right.purge(on.twin_of_left(key));
    on.left.edit(key, {{"due", "2"}});
    const auto counts = on.run();
    BOOST_TEST(counts.held == 1U);
    BOOST_TEST(!on.left.find(key)->deleted);
    BOOST_TEST(on.people().problems()->size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_refused_cursor_leads_to_a_full_resync_that_deletes_by_tombstones_alone)
{
    rig on;
    on.enable("ann");
    const auto gone = on.add_left({{"name", "gone"}});
    const auto edited = on.add_left({{"name", "edited"}});
    const auto absent = on.add_left({{"name", "absent"}});
    on.run();
    on.left.remove(gone);
    on.left.edit(edited, {{"due", "9"}});
    on.left.purge(absent);
    on.time.advance_seconds(90 * 24 * 3600);
    const auto fresh = on.add_left({{"name", "fresh"}});
    on.left.oldest_cursor = on.left.sequence();
    on.run();
    BOOST_TEST(!on.right.named("gone"));
    BOOST_TEST(on.right.named("edited")->fields.at("due") == "9");
    BOOST_TEST(on.right.named("absent"));
    BOOST_TEST(!on.twin_of_left(fresh).empty());
    on.left.oldest_cursor = 0;
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p4_a_plan_shows_each_field_and_writes_nothing_anywhere)
{
    rig on;
    const auto key = linked(on);
    const auto twin = on.twin_of_left(key);
    on.left.edit(key, {{"due", "2"}});
    on.add_right({{"name", "new"}});
    const auto before = on.links();
    const auto writes = on.left.writes + on.right.writes;
    const auto made = on.plan();
    BOOST_TEST(on.left.writes + on.right.writes == writes);
    BOOST_TEST(on.links().size() == before.size());
    BOOST_TEST(made.pass.counts.commits == 0U);
    BOOST_TEST_REQUIRE(made.items.size() == 2U);
    const auto& update =
        made.items[0].action == sync::write_action::update ? made.items[0] : made.items[1];
    BOOST_TEST((update.target == sync::side::right));
    BOOST_TEST(update.key.right == twin);
    BOOST_TEST(update.title == "a");
    BOOST_TEST_REQUIRE(update.fields.size() == 1U);
    BOOST_TEST(update.fields[0].field == "due");
    BOOST_TEST(update.fields[0].before.value_or("") == "1");
    BOOST_TEST(update.fields[0].after.value_or("") == "2");
    const auto real = on.run();
    BOOST_TEST(real.applied == 2U);
}

BOOST_AUTO_TEST_CASE(p4_a_plan_names_the_brake)
{
    rig on;
    on.enable("ann");
    for (int i = 0; i < 40; ++i)
        on.add_left({{"name", std::to_string(i)}});
    on.run();
    for (const auto* one : on.left.alive())
        on.left.remove(one->key);
    const auto made = on.plan();
    BOOST_TEST(made.brakes.size() == 1U);
    BOOST_TEST(made.pass.deletes_waiting == 40U);
    BOOST_TEST(on.people().problems()->empty());
}

BOOST_AUTO_TEST_CASE(law_10_a_read_only_side_stays_as_it_is)
{
    sync::policy rules;
    rules.read_only.left = true;
    rig on(rules);
    const auto key = linked(on);
    const auto twin = on.twin_of_left(key);
    const auto writes = on.left.writes;
    on.add_right({{"name", "not pushed"}});
    on.right.edit(twin, {{"details", "mine"}});
    on.run();
    on.right.remove(twin);
    on.run();
    BOOST_TEST(on.left.writes == writes);
    BOOST_TEST(!on.left.find(key)->deleted);
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(a_task_created_and_deleted_before_it_was_read_leaves_no_trace)
{
    rig on;
    on.enable("ann");
    on.left.remove(on.add_left({{"name", "short-lived"}}));
    on.run();
    BOOST_TEST(on.right.all().empty());
    BOOST_TEST(on.links().empty());
}

BOOST_AUTO_TEST_CASE(field_that_never_crosses_survives_edits_from_the_other_side)
{
    rig on;
    on.enable("ann");
    const auto key = on.add_right({{"name", "a"}, {"clock", "09:30"}});
    on.run();
    on.left.edit(on.twin_of_right(key), {{"due", "2"}});
    on.run();
    BOOST_TEST(on.right.find(key)->fields.at("clock") == "09:30");
    on.right.edit(key, {{"clock", "10:00"}});
    on.run();
    on.check_fixed_point();
}

BOOST_AUTO_TEST_SUITE_END()
