// SPDX-License-Identifier: Apache-2.0
// Members, and what a person changes while a pass runs.
#pragma once

#include "samples.hpp"

namespace conformance {

inline member sample_member()
{
    member value;
    value.user = {"005000000000001AAA", "4711"};
    value.name = "ann@example.com";
    value.time_zone = "Pacific/Kiritimati";
    value.enabled = true;
    value.enabled_at = 1'700'000'000'000'000;
    value.disabled_at = 1'600'000'000'000'000;
    value.enablings = 2;
    value.catch_up = true;
    value.found = 10;
    value.done = 4;
    return value;
}

/// Stores a member by a person, and reads it back.
inline member enrolled(const state& at)
{
    change_set changes;
    changes.members = {sample_member()};
    value_of(at.store->commit_by_person("tasks", changes));
    return value_of(at.store->members("tasks")).at(0);
}

} // namespace conformance

BOOST_AUTO_TEST_SUITE(members)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_member_comes_back_as_stored_even_before_the_first_pass, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto back = enrolled(at);
    const auto value = sample_member();
    BOOST_TEST(back.id != 0);
    BOOST_TEST(back.user.left == value.user.left);
    BOOST_TEST(back.user.right == value.user.right);
    BOOST_TEST(back.name == value.name);
    BOOST_TEST(back.time_zone == value.time_zone);
    BOOST_TEST(back.enabled);
    BOOST_TEST(back.enabled_at == value.enabled_at);
    BOOST_TEST(back.disabled_at == value.disabled_at);
    BOOST_TEST(back.enablings == 2u);
    BOOST_TEST(back.catch_up);
    BOOST_TEST(back.found == 10u);
    BOOST_TEST(back.done == 4u);
    BOOST_TEST(value_of(at.work->acquire("w1", 1, long_lease)).at(0).held.sync == "tasks");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_user_is_a_member_once, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    enrolled(at);
    change_set twice;
    twice.members = {sample_member()};
    twice.members[0].user.left = "another";
    const auto refused = value_of(at.store->commit_by_person("tasks", twice));
    BOOST_TEST((refused.outcome == commit_result::conflict));
    BOOST_TEST(value_of(at.store->members("tasks")).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(e6_a_pass_that_reports_progress_does_not_undo_an_unticked_box, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    auto as_the_pass_knows = enrolled(at);
    const auto held = own(at);
    auto unticked = as_the_pass_knows;
    unticked.enabled = false;
    unticked.disabled_at = 1'800'000'000'000'000;
    change_set by_person;
    by_person.members = {unticked};
    value_of(at.store->commit_by_person("tasks", by_person));

    as_the_pass_knows.done = 5;
    change_set by_pass;
    by_pass.members = {as_the_pass_knows};
    commit(at, held, by_pass);
    const auto now = value_of(at.store->members("tasks")).at(0);
    BOOST_TEST(!now.enabled);
    BOOST_TEST(now.disabled_at == unticked.disabled_at);
    BOOST_TEST(now.done == 5u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(e6_the_end_of_one_catch_up_is_not_the_end_of_the_next, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    auto as_the_pass_knows = enrolled(at);
    const auto held = own(at);
    auto saved_again = as_the_pass_knows;
    saved_again.enablings = 3;
    change_set by_person;
    by_person.members = {saved_again};
    value_of(at.store->commit_by_person("tasks", by_person));

    as_the_pass_knows.catch_up = false;
    change_set by_pass;
    by_pass.members = {as_the_pass_knows};
    commit(at, held, by_pass);
    BOOST_TEST(value_of(at.store->members("tasks")).at(0).catch_up);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_persons_change_needs_no_lease_and_nudges, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    enrolled(at);
    change_set last;
    last.lease = lease_action::release;
    last.due_in = long_lease;
    commit(at, held, last); // the fence held all the while
    const auto grants = value_of(at.work->acquire("w1", 1, long_lease));
    BOOST_REQUIRE_EQUAL(grants.size(), 1u);
    const auto refused = at.store->commit_by_person("tasks", last);
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().kind == dovetail::host::error_class::bug));
}

BOOST_AUTO_TEST_SUITE_END()
