// SPDX-License-Identifier: Apache-2.0
// What waits, with its reason.
#pragma once

#include "samples.hpp"

BOOST_AUTO_TEST_SUITE(problems)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_problem_comes_back_as_stored_and_is_replaced_by_its_key, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    auto value = sample_problem("key", "UNABLE_TO_LOCK_ROW");
    value.kind = outcome::failed;
    value.link = 3;
    value.owner = 4;
    value.server_text = "<html>";
    value.attempts = 5;
    value.next_try_at = 6;
    change_set changes;
    changes.problems = {value};
    commit(at, held, changes);
    const auto back = value_of(at.store->problems("tasks", {})).at(0);
    BOOST_TEST((back.kind == value.kind));
    BOOST_TEST((back.source == side::right));
    BOOST_TEST(back.source_key == "key");
    BOOST_TEST(back.link == 3);
    BOOST_TEST(back.owner == 4);
    BOOST_TEST(back.code == value.code);
    BOOST_TEST(back.reason == value.reason);
    BOOST_TEST(back.server_text == value.server_text);
    BOOST_TEST(back.attempts == 5u);
    BOOST_TEST(back.first_at == 1);
    BOOST_TEST(back.last_at == 2);
    BOOST_TEST(back.next_try_at == 6);

    changes.problems[0].attempts = 6;
    changes.problems[0].first_at = 0; // unknown: keeps the one that is stored
    commit(at, held, changes);
    const auto all = value_of(at.store->problems("tasks", {}));
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    BOOST_TEST(all[0].id == back.id);
    BOOST_TEST(all[0].attempts == 6u);
    BOOST_TEST(all[0].first_at == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(p3_problems_are_listed_by_page_owner_and_due_time, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    for (int i = 0; i < 6; ++i) {
        changes.problems.push_back(sample_problem("k" + std::to_string(i)));
        changes.problems.back().owner = i % 2;
        changes.problems.back().next_try_at = i * 100; // the first: only when something changes
    }
    commit(at, held, changes);
    const auto first = value_of(at.store->problems("tasks", {.limit = 4}));
    BOOST_REQUIRE_EQUAL(first.size(), 4u);
    const auto rest =
        value_of(at.store->problems("tasks", {.after_id = first.back().id, .limit = 4}));
    BOOST_TEST(rest.size() == 2u);
    BOOST_TEST(value_of(at.store->problems("tasks", {.owner = 1})).size() == 3u);
    const auto due = value_of(at.store->problems("tasks", {.due_at = 300}));
    BOOST_REQUIRE_EQUAL(due.size(), 3u);
    BOOST_TEST(due[0].source_key == "k1");
    const auto one = value_of(at.store->problems("tasks", {.id = first[2].id}));
    BOOST_REQUIRE_EQUAL(one.size(), 1u);
    BOOST_TEST(one[0].source_key == "k2");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(p3_problems_are_counted_until_solved, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set changes;
    changes.problems = {sample_problem("a"), sample_problem("b"), sample_problem("c")};
    changes.problems[2].kind = outcome::failed;
    commit(at, held, changes);
    BOOST_TEST(counts(at).held == 2u);
    BOOST_TEST(counts(at).failed == 1u);
    changes.problems = {changes.problems[0]};
    changes.problems[0].kind = outcome::failed;
    changes.problems_solved = {{side::right, "b"}, {side::left, "a"}, {side::right, "unknown"}};
    commit(at, held, changes);
    BOOST_TEST(counts(at).held == 0u);
    BOOST_TEST(counts(at).failed == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(p3_what_a_person_dismissed_or_confirmed_stays_so, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set by_pass;
    by_pass.problems = {sample_problem("a"), sample_problem("b", "mass_delete")};
    commit(at, held, by_pass);
    change_set by_person;
    by_person.problems = value_of(at.store->problems("tasks", {}));
    by_person.problems[0].dismissed = true;
    by_person.problems[1].confirmed = true;
    value_of(at.store->commit_by_person("tasks", by_person));
    BOOST_TEST(counts(at).held == 1u);
    BOOST_TEST(counts(at).dismissed == 1u);

    commit(at, held, by_pass); // the pass met them again, from its older copy
    BOOST_TEST(value_of(at.store->problems("tasks", {})).size() == 1u);
    auto all = value_of(at.store->problems("tasks", {.with_dismissed = true}));
    BOOST_REQUIRE_EQUAL(all.size(), 2u);
    BOOST_TEST(all[0].dismissed);
    BOOST_TEST(all[1].confirmed);

    by_pass.problems = {sample_problem("a", "another reason")};
    commit(at, held, by_pass); // that is news
    BOOST_TEST(value_of(at.store->problems("tasks", {})).size() == 2u);
    BOOST_TEST(counts(at).dismissed == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
