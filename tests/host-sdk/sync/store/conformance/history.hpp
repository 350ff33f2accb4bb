// SPDX-License-Identifier: Apache-2.0
// The timeline of each task, and what goes with time.
#pragma once

#include "samples.hpp"

BOOST_AUTO_TEST_SUITE(history)

BOOST_AUTO_TEST_CASE_TEMPLATE(c4_an_entry_comes_back_as_stored_with_the_losing_value, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    auto entry = sample_history(5, 1'700'000'000'000'123, outcome::conflict);
    entry.target = side::right;
    entry.action = write_action::create;
    entry.source_key = "source";
    entry.reason = "both changed";
    entry.before = "before";
    entry.after = std::string("af\0ter", 6);
    entry.lost = "lost";
    change_set changes;
    changes.history = {entry};
    commit(at, held, changes);
    const auto back = value_of(at.store->history("tasks", {})).at(0);
    BOOST_TEST(back.id > 0);
    BOOST_TEST(back.at == entry.at);
    BOOST_TEST(back.link == 5);
    BOOST_TEST(back.owner == 1);
    BOOST_TEST((back.target == entry.target));
    BOOST_TEST((back.action == entry.action));
    BOOST_TEST((back.result == entry.result));
    BOOST_TEST(back.source_key == entry.source_key);
    BOOST_TEST(back.reason == entry.reason);
    BOOST_TEST(back.before == entry.before);
    BOOST_TEST(back.after == entry.after);
    BOOST_TEST(back.lost == entry.lost);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_newest_comes_first_and_older_pages_follow, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    for (int i = 1; i <= 10; ++i) {
        changes.history.push_back(
            sample_history(1 + i % 2, i, i == 4 ? outcome::conflict : outcome::applied));
        changes.history.back().owner = i % 3;
    }
    commit(at, held, changes);
    const auto newest = value_of(at.store->history("tasks", {.limit = 3}));
    BOOST_REQUIRE_EQUAL(newest.size(), 3u);
    BOOST_TEST(newest[0].at == 10);
    const auto older =
        value_of(at.store->history("tasks", {.before_id = newest.back().id, .limit = 3}));
    BOOST_REQUIRE_EQUAL(older.size(), 3u);
    BOOST_TEST(older[0].at == 7);
    const auto of_link = value_of(at.store->history("tasks", {.link = 1, .limit = 2}));
    BOOST_REQUIRE_EQUAL(of_link.size(), 2u);
    BOOST_TEST(of_link[0].at == 10);
    BOOST_TEST(of_link[1].at == 8);
    const auto more =
        value_of(at.store->history("tasks", {.link = 1, .before_id = of_link[1].id, .limit = 9}));
    BOOST_TEST(more.size() == 3u);
    const auto lost = value_of(at.store->history("tasks", {.result = outcome::conflict}));
    BOOST_REQUIRE_EQUAL(lost.size(), 1u);
    BOOST_TEST(lost[0].at == 4);
    BOOST_TEST(value_of(at.store->history("tasks", {.owner = 0})).size() == 3u);
    const auto one = value_of(at.store->history("tasks", {.id = lost[0].id}));
    BOOST_REQUIRE_EQUAL(one.size(), 1u);
    BOOST_TEST(one[0].at == 4);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(history_is_found_by_the_key_of_either_side, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.links = {sample_link("a", "1"), sample_link("b", "2")};
    changes.history = {sample_history(-1, 10), sample_history(-2, 20), sample_history(0, 5)};
    changes.history[2].source_key = "a"; // from before it had a link
    commit(at, held, changes);
    const auto by_left = value_of(at.store->history("tasks", {.key = "a"}));
    BOOST_REQUIRE_EQUAL(by_left.size(), 2u);
    BOOST_TEST(by_left[0].at == 5); // the last one stored
    BOOST_TEST(by_left[1].at == 10);
    const auto by_right = value_of(at.store->history("tasks", {.key = "2"}));
    BOOST_REQUIRE_EQUAL(by_right.size(), 1u);
    BOOST_TEST(by_right[0].at == 20);
    BOOST_TEST(value_of(at.store->history("tasks", {.key = "none"})).empty());
    BOOST_TEST(value_of(at.store->history("tasks", {.key = ""})).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(law_12_outcomes_are_counted_for_ever_and_entries_while_kept, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.history = {
        sample_history(1, 1), sample_history(1, 2), sample_history(1, 3, outcome::no_op),
        sample_history(1, 4, outcome::conflict), sample_history(1, 5, outcome::failed)};
    commit(at, held, changes);
    value_of(at.store->prune("tasks", 3, 100, 100));
    const auto known = counts(at);
    BOOST_TEST(known.applied == 2u);
    BOOST_TEST(known.no_ops == 1u);
    BOOST_TEST(known.conflicts == 1u);
    BOOST_TEST(known.history == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(history_is_pruned_by_age_and_by_number_in_small_steps, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    for (int i = 1; i <= 20; ++i)
        changes.history.push_back(sample_history(1, i));
    commit(at, held, changes);
    BOOST_TEST(value_of(at.store->prune("tasks", 6, 100, 3)) == 3u); // 5 are older
    BOOST_TEST(value_of(at.store->prune("tasks", 6, 100, 3)) == 2u);
    BOOST_TEST(value_of(at.store->prune("tasks", 6, 100, 3)) == 0u);
    BOOST_TEST(value_of(at.store->prune("tasks", 6, 10, 100)) == 5u);
    const auto kept = value_of(at.store->history("tasks", {}));
    BOOST_REQUIRE_EQUAL(kept.size(), 10u);
    BOOST_TEST(kept.back().at == 11);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ended_links_are_pruned_and_others_are_not, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.links = {sample_link("a", "1"), sample_link("b", "2"), sample_link("c", "3"),
                     sample_link("d", "4"), sample_link("e", "5")};
    changes.links[1].state = link_state::deleted;
    changes.links[2].state = link_state::released;
    changes.links[3].state = link_state::waiting;
    changes.links[4].state = link_state::deleted;
    auto alive_again = changes.links[4];
    alive_again.id = commit(at, held, changes).links[4];
    alive_again.state = link_state::live;
    changes.links = {alive_again};
    commit(at, held, changes);

    constexpr instant_us long_ago = 1'000'000'000'000'000;
    constexpr instant_us far_ahead = 9'000'000'000'000'000;
    BOOST_TEST(value_of(at.store->prune("tasks", long_ago, 100, 100)) == 0u);
    BOOST_TEST(value_of(at.store->prune("tasks", far_ahead, 100, 1)) == 1u);
    BOOST_TEST(value_of(at.store->prune("tasks", far_ahead, 100, 100)) == 1u);
    BOOST_TEST(!find(at, side::left, "b"));
    BOOST_TEST(!find(at, side::left, "c"));
    for (const char* key : {"a", "d", "e"})
        BOOST_TEST(find(at, side::left, key).has_value());
    BOOST_TEST(counts(at).links == 3u);
    BOOST_TEST(counts(at).deleted == 0u);
    BOOST_TEST(counts(at).released == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
