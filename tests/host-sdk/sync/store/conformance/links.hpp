// SPDX-License-Identifier: Apache-2.0
// Links, and how they are found.
#pragma once

#include "samples.hpp"

BOOST_AUTO_TEST_SUITE(links)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_link_comes_back_as_it_was_stored, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    auto value = sample_link("left", "right");
    value.owner = 7;
    value.state = link_state::waiting;
    value.generation = 3;
    value.base = {std::string("a\0b", 3), ""};
    value.kept = {"kept", ""};
    value.deleted_at = {0, 1'700'000'000'000'000};
    change_set changes;
    changes.links = {value};
    value.id = commit(at, held, changes).links.at(0);
    for (int replaced = 0; replaced < 2; ++replaced) {
        const auto back = find(place.open(), side::right, "right");
        BOOST_REQUIRE(back);
        BOOST_TEST(back->id == value.id);
        BOOST_TEST(back->owner == value.owner);
        BOOST_TEST((back->state == value.state));
        BOOST_TEST(back->generation == value.generation);
        for (const auto where : {side::left, side::right}) {
            BOOST_TEST(back->key.of(where) == value.key.of(where));
            BOOST_TEST(back->revision.of(where) == value.revision.of(where));
            BOOST_TEST(back->base.of(where) == value.base.of(where));
            BOOST_TEST(back->kept.of(where) == value.kept.of(where));
            BOOST_TEST(back->deleted_at.of(where) == value.deleted_at.of(where));
        }
        value.base = {"same", "same"};
        value.kept = {"", "other"};
        value.deleted_at = {};
        value.key.left = "new key";
        value.generation = 4;
        value.state = link_state::live;
        changes.links = {value};
        commit(at, held, changes);
    }
    BOOST_TEST(!find(at, side::left, "left"));
    BOOST_TEST(find(at, side::left, "new key").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(links_are_found_in_the_order_asked_for, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.links = {sample_link("a", "1"), sample_link("b", "2"), sample_link("c", "3")};
    const auto ids = commit(at, held, changes).links;
    const std::vector<std::string_view> keys{"3", "no", "1", "", "3"};
    const auto by_key = value_of(at.store->find_links("tasks", side::right, keys));
    BOOST_REQUIRE_EQUAL(by_key.size(), 5u);
    BOOST_TEST(by_key[0]->id == ids[2]);
    BOOST_TEST(!by_key[1]);
    BOOST_TEST(by_key[2]->id == ids[0]);
    BOOST_TEST(!by_key[3]);
    BOOST_TEST(by_key[4]->id == ids[2]);
    const std::vector<link_id> wanted{ids[1], 0, -1, std::int64_t{1} << 50, ids[0]};
    const auto by_id = value_of(at.store->find_links("tasks", wanted));
    BOOST_REQUIRE_EQUAL(by_id.size(), 5u);
    BOOST_TEST(by_id[0]->key.left == "b");
    BOOST_TEST((!by_id[1] && !by_id[2] && !by_id[3]));
    BOOST_TEST(by_id[4]->key.left == "a");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(links_are_listed_page_by_page_and_by_owner, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    for (int i = 0; i < 10; ++i) {
        changes.links.push_back(sample_link("l" + std::to_string(i), "r" + std::to_string(i)));
        changes.links.back().owner = 1 + i % 2;
    }
    const auto ids = commit(at, held, changes).links;
    std::vector<link_id> seen;
    for (link_id after = 0;;) {
        const auto page = value_of(at.store->links("tasks", after, 4));
        if (page.empty()) break;
        for (const auto& one : page)
            seen.push_back(one.id);
        after = page.back().id;
    }
    BOOST_TEST(seen == ids, boost::test_tools::per_element());
    const auto of_second = value_of(at.store->links_of("tasks", 2, ids[3], 2));
    BOOST_REQUIRE_EQUAL(of_second.size(), 2u);
    BOOST_TEST(of_second[0].id == ids[5]);
    BOOST_TEST(of_second[1].id == ids[7]);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_task_without_a_twin_takes_no_key, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    store_link(at, held, "a", "");
    store_link(at, held, "b", "");
    store_link(at, held, "", "1");
    store_link(at, held, "", "2");
    BOOST_TEST(counts(at).links == 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_key_given_up_in_a_set_may_be_taken_in_it, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    const auto gone = store_link(at, held, "a", "1");
    auto kept = sample_link("b", "2");
    kept.id = store_link(at, held, "b", "2");
    change_set changes;
    changes.links_removed = {gone};
    kept.key = {"b", "1"};
    changes.links = {sample_link("a", "2"), kept};
    commit(at, held, changes);
    BOOST_TEST(find(at, side::right, "1")->id == kept.id);
    BOOST_TEST(find(at, side::left, "a")->key.right == "2");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_link_that_is_gone_cannot_be_replaced_but_removed_again, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    auto value = sample_link("a", "1");
    value.id = store_link(at, held, "a", "1");
    change_set removal;
    removal.links_removed = {value.id};
    commit(at, held, removal);
    commit(at, held, removal);
    BOOST_TEST(counts(at).links == 0u);
    change_set late;
    late.links = {value};
    BOOST_TEST((value_of(at.store->commit(held, late)).outcome == commit_result::conflict));
    BOOST_TEST(store_link(at, held, "a", "1") != value.id); // ids are not used twice
}

BOOST_AUTO_TEST_CASE_TEMPLATE(law_8_syncs_see_nothing_of_each_other, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto first = own(at, "first");
    const auto second = own(at, "second");
    const auto one = store_link(at, first, "same", "same");
    const auto other = store_link(at, second, "same", "same"); // no conflict
    change_set changes;
    changes.history = {sample_history(other, 1)};
    changes.intents = {sample_intent("x")};
    changes.problems = {sample_problem("x")};
    changes.members = {{.user = {"u", "v"}}};
    changes.commit_id = "id";
    commit(at, second, changes);
    changes = {};
    changes.commit_id = "id";
    commit(at, first, changes);
    BOOST_TEST(find(at, side::left, "same", "first")->id == one);
    BOOST_TEST(find(at, side::left, "same", "second")->id == other);
    BOOST_TEST(value_of(at.store->history("first", {.link = one})).empty());
    BOOST_TEST(value_of(at.store->history("second", {.link = other})).size() == 1u);
    BOOST_TEST(value_of(at.store->intents("first", 9)).empty());
    BOOST_TEST(value_of(at.store->problems("first", {})).empty());
    BOOST_TEST(value_of(at.store->members("first")).empty());
    BOOST_TEST(value_of(at.store->links("first", 0, 9)).size() == 1u);
    BOOST_TEST(value_of(at.store->counts("first")).history == 0u);
    changes = {};
    changes.links_removed = {other};
    changes.intents_done = {1};
    commit(at, first, changes);
    BOOST_TEST(find(at, side::left, "same", "second").has_value());
    BOOST_TEST(value_of(at.store->intents("second", 9)).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(p3_links_are_counted_by_state, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    std::vector<conformance::link> stored;
    for (const auto state : {link_state::live, link_state::live, link_state::waiting,
                             link_state::deleted, link_state::released}) {
        const auto number = std::to_string(stored.size());
        stored.push_back(sample_link("l" + number, "r" + number));
        stored.back().state = state;
    }
    change_set changes;
    changes.links = stored;
    const auto ids = commit(at, held, changes).links;
    auto known = counts(at);
    BOOST_TEST(known.links == 5u);
    BOOST_TEST(known.live == 2u);
    BOOST_TEST(known.waiting == 1u);
    BOOST_TEST(known.deleted == 1u);
    BOOST_TEST(known.released == 1u);
    changes.links = {stored[0], stored[2]};
    changes.links[0].id = ids[0];
    changes.links[0].state = link_state::waiting;
    changes.links[1].id = ids[2];
    changes.links[1].state = link_state::deleted;
    changes.links_removed = {ids[4]};
    commit(at, held, changes);
    known = counts(at);
    BOOST_TEST(known.links == 4u);
    BOOST_TEST(known.live == 1u);
    BOOST_TEST(known.waiting == 1u);
    BOOST_TEST(known.deleted == 2u);
    BOOST_TEST(known.released == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
