// SPDX-License-Identifier: Apache-2.0
// Section 4 of the product: after the first sync.
#include "support/rig.hpp"

#include <boost/test/unit_test.hpp>

using namespace dovetail;
using test::rig;
using test::values;

namespace {

/// Ann's one task, made on the left and crossed.
struct pair : rig
{
    explicit pair(sync::policy with = {}, values fields = {{"name", "a"}}) : rig(with)
    {
        enable("ann");
        key = add_left(std::move(fields));
        run();
        twin = twin_of_left(key);
    }
    std::string key;
    std::string twin;
};

} // namespace

BOOST_AUTO_TEST_SUITE(following)

BOOST_AUTO_TEST_CASE(c1_create_edit_complete_and_delete_on_the_right_reach_the_left)
{
    rig on;
    on.enable("ann");
    const auto key = on.add_right({{"name", "a"}});
    on.run();
    const auto twin = on.twin_of_right(key);
    BOOST_TEST_REQUIRE(!twin.empty());
    on.right.edit(key, {{"name", "b"}, {"due", "2026-03-03"}});
    on.run();
    BOOST_TEST(on.left.find(twin)->fields.at("name") == "<b>");
    BOOST_TEST(on.left.find(twin)->fields.at("due") == "2026-03-03");
    on.right.edit(key, {{"status", "done"}});
    on.run();
    BOOST_TEST(on.left.find(twin)->fields.at("status") == "done");
    on.right.remove(key);
    on.run();
    BOOST_TEST(on.left.find(twin)->deleted);
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c2_create_edit_complete_and_delete_on_the_left_reach_the_right)
{
    pair on;
    on.left.edit(on.key, {{"name", "renamed"}, {"due", "2026-03-03"}});
    on.run();
    BOOST_TEST(on.right.find(on.twin)->fields.at("name") == "a"); // J2
    BOOST_TEST(on.right.find(on.twin)->fields.at("due") == "2026-03-03");
    on.left.edit(on.key, {{"status", "done"}});
    on.run();
    BOOST_TEST(on.right.find(on.twin)->fields.at("status") == "done");
    on.left.remove(on.key);
    on.run();
    BOOST_TEST(on.right.find(on.twin)->deleted);
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c3_what_is_not_eligible_does_not_cross_at_first_but_follows_once_linked)
{
    rig on;
    on.enable("ann");
    on.add_left({{"name", "log"}, {"kind", "log"}});
    on.add_left({{"name", "finished"}, {"status", "done"}});
    on.add_left({{"name", "somebody else's"}}, "eve");
    const auto key = on.add_left({{"name", "mine"}});
    on.run();
    BOOST_TEST(on.right.alive().size() == 1U);
    on.left.edit(key, {{"status", "done"}});
    on.run();
    BOOST_TEST(on.right.named("mine")->fields.at("status") == "done");
}

BOOST_AUTO_TEST_CASE(c4_edits_of_different_fields_both_survive)
{
    pair on;
    on.left.edit(on.key, {{"due", "2026-04-04"}});
    on.right.edit(on.twin, {{"details", "from the right"}});
    const auto counts = on.run();
    BOOST_TEST(counts.applied == 2U);
    BOOST_TEST(on.right.find(on.twin)->fields.at("due") == "2026-04-04");
    BOOST_TEST(on.left.find(on.key)->fields.at("details") == "from the right");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c4_the_losing_value_is_in_the_history_and_can_be_restored)
{
    pair on({}, {{"name", "a"}, {"due", "1"}});
    on.left.edit(on.key, {{"due", "left"}});
    on.right.edit(on.twin, {{"due", "right"}}); // later: wins
    const auto counts = on.run();
    BOOST_TEST(counts.conflicts == 1U);
    BOOST_TEST(on.left.find(on.key)->fields.at("due") == "right");
    auto control = on.people();
    sync::history_query query;
    query.result = sync::outcome::conflict;
    const auto entries = control.history(query);
    BOOST_TEST_REQUIRE(entries->size() == 1U);
    BOOST_TEST(!entries->front().lost.empty());
    BOOST_TEST(control.restore(entries->front().id).has_value());
    on.run();
    BOOST_TEST(on.left.find(on.key)->fields.at("due") == "left");
    BOOST_TEST(on.right.find(on.twin)->fields.at("due") == "left");
    on.check_converged();
    on.check_fixed_point();
    BOOST_TEST(control.problems()->empty());
    BOOST_TEST(control.restore(999'999).error().code == "no_such_entry");
}

BOOST_AUTO_TEST_CASE(c4_a_setting_makes_one_side_win)
{
    sync::policy rules;
    rules.conflict = sync::winner::left;
    pair on(rules, {{"name", "a"}, {"due", "1"}});
    on.left.edit(on.key, {{"due", "left"}});
    on.right.edit(on.twin_of_left(on.key), {{"due", "right"}});
    on.run();
    BOOST_TEST(on.right.find(on.twin_of_left(on.key))->fields.at("due") == "left");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c5_deleted_here_and_edited_there_is_deleted_and_restorable)
{
    pair on;
    on.right.edit(on.twin, {{"details", "precious"}});
    on.left.remove(on.key);
    const auto counts = on.run();
    BOOST_TEST(counts.conflicts == 1U);
    BOOST_TEST(on.right.find(on.twin)->deleted);
    auto control = on.people();
    sync::history_query query;
    query.result = sync::outcome::conflict;
    const auto entries = control.history(query);
    BOOST_TEST_REQUIRE(entries->size() == 1U);
    BOOST_TEST(control.restore(entries->front().id).has_value());
    on.run();
    const auto* again = on.right.named("a");
    BOOST_TEST_REQUIRE(again);
    BOOST_TEST(again->fields.at("details") == "precious");
    BOOST_TEST(!on.twin_of_right(again->key).empty());
    on.check_converged();
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c5_a_setting_keeps_the_edited_task)
{
    sync::policy rules;
    rules.delete_versus_edit = sync::delete_policy::edit;
    pair on(rules);
    on.right.edit(on.twin, {{"details", "precious"}});
    on.left.remove(on.key);
    on.run();
    BOOST_TEST(!on.right.find(on.twin)->deleted);
    const auto anew = on.twin_of_right(on.twin);
    BOOST_TEST_REQUIRE(!anew.empty());
    BOOST_TEST(anew != on.key);
    BOOST_TEST(on.left.find(anew)->fields.at("details") == "precious");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c5_a_deletion_that_lost_can_be_restored)
{
    sync::policy rules;
    rules.delete_versus_edit = sync::delete_policy::edit;
    pair on(rules);
    on.right.edit(on.twin, {{"details", "precious"}});
    on.left.remove(on.key);
    const auto counts = on.run();
    BOOST_TEST(counts.conflicts == 1U);
    auto control = on.people();
    sync::history_query query;
    query.result = sync::outcome::conflict;
    const auto entries = control.history(query);
    BOOST_TEST_REQUIRE(entries->size() == 1U);
    BOOST_TEST(sync::is_lost_deletion(entries->front()));
    const auto anew = on.twin_of_right(on.twin);
    BOOST_TEST_REQUIRE(!anew.empty());
    BOOST_TEST(control.restore(entries->front().id).has_value());
    on.run();
    BOOST_TEST(on.left.find(anew)->deleted);
    BOOST_TEST(on.right.find(on.twin)->deleted);
    BOOST_TEST(control.problems()->empty());
    on.check_fixed_point();
    // Once more is no harm: there is nothing left to delete.
    BOOST_TEST(control.restore(entries->front().id).has_value());
    on.run();
    BOOST_TEST(control.problems()->empty());
}

BOOST_AUTO_TEST_CASE(c6_a_new_synced_owner_gets_the_task)
{
    rig on;
    on.enable("ann");
    on.enable("bob");
    const auto key = on.add_left({{"name", "a"}});
    on.run();
    const auto twin = on.twin_of_left(key);
    on.left.give_to(key, test::left_user("bob"));
    on.run();
    BOOST_TEST(on.right.find(twin)->owner == test::right_user("bob"));
    BOOST_TEST(on.links().front().owner == on.people().find_member("bob")->id);
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c6_an_unsynced_owner_takes_the_task_away_and_it_may_come_back)
{
    pair on;
    on.left.give_to(on.key, test::left_user("eve"));
    on.run();
    BOOST_TEST(on.right.find(on.twin)->deleted);
    BOOST_TEST(!on.left.find(on.key)->deleted);
    BOOST_TEST((on.links().front().state == sync::link_state::released));
    sync::history_query newest;
    newest.limit = 1;
    auto control = on.people();
    BOOST_TEST(!control.history(newest)->front().reason.empty());
    on.check_fixed_point();
    on.left.give_to(on.key, test::left_user("ann"));
    on.run();
    const auto anew = on.twin_of_left(on.key);
    BOOST_TEST_REQUIRE(!anew.empty());
    BOOST_TEST(on.right.find(anew)->origin == "s/l/" + on.key + "/2");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c7_a_task_that_only_stops_being_listed_is_never_deleted)
{
    pair on;
    on.left.purge(on.key); // absent: no tombstone
    on.enable("ann");      // reads all links by id
    on.run();
    BOOST_TEST(on.right.named("a"));
    on.check_fixed_point();
}

namespace {

void fill(rig& on, int count)
{
    on.enable("ann");
    for (int i = 0; i < count; ++i)
        on.add_left({{"name", std::to_string(i)}});
    on.run();
}

void remove_left(rig& on, int count)
{
    int left = count;
    for (const auto* one : on.left.alive())
        if (left-- > 0) on.left.remove(one->key);
}

} // namespace

BOOST_AUTO_TEST_CASE(c8_a_mass_delete_waits_for_one_confirmation)
{
    rig on;
    fill(on, 60);
    remove_left(on, 30);
    const auto first = on.try_run();
    BOOST_TEST(first.passes.front().deletes_waiting == 30U);
    BOOST_TEST(on.right.alive().size() == 60U);
    auto control = on.people();
    BOOST_TEST(control.status()->mass_deletes == 30U);
    on.run();
    BOOST_TEST(on.right.alive().size() == 60U);
    BOOST_TEST(*control.confirm_mass_delete() == 30U);
    on.run();
    BOOST_TEST(on.right.alive().size() == 30U);
    BOOST_TEST(control.problems()->empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c8_few_deletes_or_a_small_share_pass)
{
    rig on;
    fill(on, 60);
    remove_left(on, 20); // not more than 20
    on.run();
    BOOST_TEST(on.right.alive().size() == 40U);
    rig many;
    fill(many, 200);
    remove_left(many, 45); // more than 20, but under a quarter
    many.run();
    BOOST_TEST(many.right.alive().size() == 155U);
}

BOOST_AUTO_TEST_CASE(c8_an_undone_mass_delete_costs_nothing)
{
    rig on;
    fill(on, 40);
    std::vector<std::string> gone;
    for (const auto* one : on.left.alive())
        gone.push_back(one->key);
    for (const auto& key : gone)
        on.left.remove(key);
    on.run();
    BOOST_TEST(on.right.alive().size() == 40U);
    for (const auto& key : gone)
        on.left.undelete(key);
    on.run();
    BOOST_TEST(on.right.alive().size() == 40U);
    BOOST_TEST(on.left.alive().size() == 40U);
    BOOST_TEST(on.people().problems()->empty());
    on.check_converged();
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(c8_an_unauthorized_answer_deletes_nothing_and_pauses)
{
    rig on;
    fill(on, 30);
    on.left_connection->before = [](const std::string&) {
        host::error no;
        no.kind = host::error_class::auth;
        no.code = "INVALID_SESSION_ID";
        no.message = "connect again";
        return std::optional(no);
    };
    const auto done = on.try_run();
    BOOST_TEST_REQUIRE(done.passes.back().failure.has_value());
    BOOST_TEST(on.people().status()->paused_code == "INVALID_SESSION_ID");
    BOOST_TEST(on.right.alive().size() == 30U);
    on.left_connection->before = {};
    on.run();
    BOOST_TEST(on.people().status()->paused_code.empty());
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(an_undeleted_task_comes_back)
{
    pair on;
    on.left.remove(on.key);
    on.run();
    BOOST_TEST(on.right.alive().empty());
    on.left.undelete(on.key);
    on.run();
    const auto anew = on.twin_of_left(on.key);
    BOOST_TEST_REQUIRE(!anew.empty());
    BOOST_TEST(on.right.find(anew)->origin == "s/l/" + on.key + "/2");
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p3_a_task_that_waits_can_be_edited_where_it_comes_from)
{
    pair on({}, {{"name", "a"}, {"due", "2026-01-01"}}); // shows that a date is a text here
    on.left.edit(on.key, {{"status", "hold linked"}});
    const auto fresh = on.add_left({{"name", "new"}, {"status", "hold new"}});
    on.run();
    auto control = on.people();
    const auto waiting = control.problems();
    BOOST_TEST_REQUIRE(waiting->size() == 2U);
    for (const auto& one : *waiting)
        BOOST_TEST(control.edit(one.id, {{"status", "open"}, {"due", "2026-05-05"}}).has_value());
    on.run();
    BOOST_TEST(on.left.find(on.key)->fields.at("status") == "open");
    BOOST_TEST(on.right.find(on.twin)->fields.at("due") == "2026-05-05");
    BOOST_TEST(on.left.find(fresh)->fields.at("due") == "2026-05-05");
    const auto* crossed = on.right.named("new");
    BOOST_TEST_REQUIRE(crossed);
    BOOST_TEST(crossed->fields.at("status") == "open");
    BOOST_TEST(control.problems()->empty());
    on.check_converged();
    on.check_fixed_point();
}

BOOST_AUTO_TEST_CASE(p3_an_edit_that_makes_no_sense_is_a_clear_error)
{
    pair on;
    on.left.edit(on.key, {{"status", "hold on"}});
    on.run();
    auto control = on.people();
    const auto id = control.problems()->front().id;
    BOOST_TEST(control.edit(id + 1, {{"due", "x"}}).error().code == "no_such_problem");
    BOOST_TEST(control.edit(id, {}).error().code == "nothing_to_edit");
    const auto unknown = control.edit(id, {{"colour", "red"}});
    BOOST_TEST(unknown.error().code == "no_such_field");
    BOOST_TEST(unknown.error().message.find("details") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
