// SPDX-License-Identifier: Apache-2.0
// One transaction, and what it means to repeat it.
#pragma once

#include "samples.hpp"

BOOST_AUTO_TEST_SUITE(commits)

BOOST_AUTO_TEST_CASE_TEMPLATE(ids_come_back_in_the_order_of_the_change_set, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    const auto old = store_link(at, held, "old", "dlo");
    change_set changes;
    auto changed = sample_link("old", "dlo");
    changed.id = old;
    changes.links = {sample_link("a", "1"), changed, sample_link("b", "2")};
    changes.intents = {sample_intent("x"), sample_intent("y")};
    const auto done = commit(at, held, changes);
    BOOST_REQUIRE_EQUAL(done.links.size(), 2u);
    BOOST_TEST(find(at, side::left, "a")->id == done.links[0]);
    BOOST_TEST(find(at, side::left, "b")->id == done.links[1]);
    const auto intents = value_of(at.store->intents("tasks", 9));
    BOOST_REQUIRE_EQUAL(intents.size(), 2u);
    BOOST_TEST(intents[0].id == done.intents.at(0));
    BOOST_TEST(intents[0].source_key == "x");
    BOOST_TEST(intents[1].id == done.intents.at(1));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_may_name_links_of_the_same_set, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    auto old = sample_link("old", "dlo");
    old.id = store_link(at, held, "old", "dlo");
    changes.links = {sample_link("a", "1"), old, sample_link("b", "2")};
    changes.history = {sample_history(-1, 1), sample_history(-2, 2), sample_history(-3, 3)};
    changes.intents = {sample_intent("x")};
    changes.intents[0].link = -3;
    changes.problems = {sample_problem("p")};
    changes.problems[0].link = -1;
    const auto ids = commit(at, held, changes).links;
    const auto history = value_of(at.store->history("tasks", {}));
    BOOST_REQUIRE_EQUAL(history.size(), 3u);
    BOOST_TEST(history[2].link == ids.at(0));
    BOOST_TEST(history[1].link == old.id);
    BOOST_TEST(history[0].link == ids.at(1));
    BOOST_TEST(value_of(at.store->intents("tasks", 9)).at(0).link == ids.at(1));
    BOOST_TEST(value_of(at.store->problems("tasks", {})).at(0).link == ids.at(0));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_set_that_names_a_link_it_does_not_have_is_a_bug, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.links = {sample_link("a", "1")};
    changes.history = {sample_history(-2, 1)};
    const auto refused = at.store->commit(held, changes);
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().kind == dovetail::host::error_class::bug));
    BOOST_TEST(!find(at, side::left, "a"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(law_3_a_conflict_in_the_middle_leaves_nothing, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    store_link(at, held, "a", "1");
    const auto before = counts(at);
    for (const auto where : {side::left, side::right}) {
        change_set changes;
        changes.commit_id = "conflict";
        changes.members.push_back({.user = {"u", "v"}});
        auto taken = sample_link("x", "y");
        taken.key.of(where) = where == side::left ? "a" : "1";
        changes.links = {sample_link("c", "3"), taken, sample_link("d", "4")};
        changes.intents = {sample_intent("i")};
        changes.problems = {sample_problem("p")};
        changes.history = {sample_history(-1, 1)};
        changes.cursors.left = cursor{{1}, "plugin", 1};
        changes.lease = lease_action::release;
        BOOST_TEST((value_of(at.store->commit(held, changes)).outcome == commit_result::conflict));
        BOOST_TEST(!find(at, side::left, "c"));
        BOOST_TEST(value_of(at.store->members("tasks")).empty());
        BOOST_TEST(value_of(at.store->intents("tasks", 9)).empty());
        BOOST_TEST(value_of(at.store->problems("tasks", {})).empty());
        BOOST_TEST(value_of(at.store->history("tasks", {})).empty());
        BOOST_TEST(!value_of(at.store->cursors("tasks")).left);
        BOOST_TEST(value_of(at.work->renew(held, long_lease))); // still ours
        BOOST_TEST(counts(at).links == before.links);
        BOOST_TEST(counts(at).intents == before.intents);
    }
    change_set again;
    again.commit_id = "conflict"; // the id was not used up
    commit(at, held, again);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_repeated_commit_changes_nothing_and_gives_the_same_ids, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.commit_id = "once";
    changes.links = {sample_link("a", "1"), sample_link("b", "2")};
    changes.intents = {sample_intent("x")};
    changes.history = {sample_history(-1, 1)};
    changes.lease = lease_action::release;
    const auto first = commit(at, held, changes);
    // In doubt, for instance because the connection broke: through another one, the lease is gone.
    const auto other = place.open();
    const auto again = value_of(other.store->commit(held, changes));
    BOOST_TEST((again.outcome == commit_result::already_applied));
    BOOST_TEST(again.links == first.links, boost::test_tools::per_element());
    BOOST_TEST(again.intents == first.intents, boost::test_tools::per_element());
    BOOST_TEST(counts(at).links == 2u);
    BOOST_TEST(value_of(at.store->history("tasks", {})).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_last_commits_are_remembered_and_the_older_forgotten, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    const auto commit_numbered = [&](std::int64_t number) {
        change_set changes;
        changes.commit_id = "c" + std::to_string(number);
        return value_of(at.store->commit(held, changes)).outcome;
    };
    for (std::int64_t i = 0; i <= remembered_commits; ++i)
        BOOST_REQUIRE((commit_numbered(i) == commit_result::ok));
    for (std::int64_t i = 1; i <= remembered_commits; ++i)
        BOOST_TEST((commit_numbered(i) == commit_result::already_applied));
    BOOST_TEST((commit_numbered(0) == commit_result::ok));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(intents_are_replaced_marked_and_removed, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set planned;
    for (const char* key : {"a", "b", "c", "d", "e"})
        planned.intents.push_back(sample_intent(key));
    const auto ids = commit(at, held, planned).intents;
    BOOST_TEST(counts(at).intents == 5u);

    change_set sent;
    sent.intents_sent = {ids[0], ids[1], ids[3]};
    commit(at, held, sent);
    change_set outcomes;
    outcomes.intents_done = {ids[4], ids[1], ids[2], 4711}; // one that is gone already does no harm
    auto in_doubt = sample_intent("a");
    in_doubt.id = ids[0];
    in_doubt.state = intent_state::unknown;
    in_doubt.target_key = "target";
    outcomes.intents = {in_doubt};
    BOOST_TEST(commit(at, held, outcomes).intents.empty());

    const auto left = value_of(at.store->intents("tasks", 9));
    BOOST_REQUIRE_EQUAL(left.size(), 2u);
    BOOST_TEST((left[0].state == intent_state::unknown));
    BOOST_TEST(left[0].target_key == "target");
    BOOST_TEST(left[0].native == in_doubt.native);
    BOOST_TEST(left[0].idempotency_key == in_doubt.idempotency_key);
    BOOST_TEST(left[0].planned_at == in_doubt.planned_at);
    BOOST_TEST((left[1].state == intent_state::sent));
    BOOST_TEST((left[1].target == side::right));
    BOOST_TEST(left[1].source_key == "d");
    BOOST_TEST(counts(at).intents == 2u);
    BOOST_TEST(value_of(at.store->intents("tasks", 1)).size() == 1u);

    change_set lost;
    in_doubt.id = ids[4];
    lost.intents = {in_doubt};
    BOOST_TEST((value_of(at.store->commit(held, lost)).outcome == commit_result::conflict));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cursors_are_kept_for_each_side_and_may_be_forgotten, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.cursors.left = cursor{{0, 255, 7}, "salesforce/1", 12};
    commit(at, held, changes);
    changes.cursors = {std::nullopt, cursor{{9}, "sales_connect/1", 13}};
    commit(at, held, changes);
    auto known = value_of(place.open().store->cursors("tasks"));
    BOOST_REQUIRE(known.left && known.right);
    BOOST_TEST(known.left->bytes == (std::vector<std::uint8_t>{0, 255, 7}),
               boost::test_tools::per_element());
    BOOST_TEST(known.left->plugin == "salesforce/1");
    BOOST_TEST(known.left->stored_at == 12);
    BOOST_TEST(known.right->stored_at == 13);
    changes.cursors = {cursor{}, std::nullopt};
    commit(at, held, changes);
    known = value_of(at.store->cursors("tasks"));
    BOOST_TEST(!known.left);
    BOOST_TEST(known.right.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(facts_are_kept_by_name_and_sync, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    BOOST_TEST(!value_of(at.store->fact("tasks", "org")));
    require(at.store->set_fact("tasks", "org", "1"));
    require(at.store->set_fact("tasks", "org", "2"));
    require(at.store->set_fact("others", "org", ""));
    BOOST_TEST(value_of(at.store->fact("tasks", "org")).value() == "2");
    BOOST_TEST(value_of(at.store->fact("others", "org")).value() == "");
}

BOOST_AUTO_TEST_SUITE_END()
