// SPDX-License-Identifier: Apache-2.0
// What is due, and who owns it.
#pragma once

#include "samples.hpp"

BOOST_AUTO_TEST_SUITE(work)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_scheduled_sync_is_due_at_once_and_scheduling_is_idempotent, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    BOOST_TEST(!value_of(at.work->next_due()));
    BOOST_TEST(value_of(at.work->acquire("w1", 9, long_lease)).empty());
    require(at.work->schedule("tasks"));
    require(at.work->schedule("tasks"));
    const auto due = value_of(at.work->next_due());
    BOOST_REQUIRE(due);
    BOOST_TEST(due->count() == 0);
    const auto grants = value_of(at.work->acquire("w1", 9, long_lease));
    BOOST_REQUIRE_EQUAL(grants.size(), 1u);
    BOOST_TEST(grants[0].held.sync == "tasks");
    BOOST_TEST(grants[0].held.worker == "w1");
    BOOST_TEST(grants[0].attempt == 1u);
    BOOST_TEST(!grants[0].nudged);
    require(at.work->schedule("tasks")); // takes it from nobody
    BOOST_TEST(value_of(at.work->acquire("w2", 9, long_lease)).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_sync_is_granted_to_one_worker_only, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    constexpr int syncs = 60;
    for (int i = 0; i < syncs; ++i)
        require(at.work->schedule("sync" + std::to_string(i)));
    std::vector<std::vector<std::string>> taken(4);
    std::vector<std::thread> workers;
    for (std::size_t me = 0; me < taken.size(); ++me)
        workers.emplace_back([&, me, mine = place.open()] {
            for (;;) {
                auto grants = mine.work->acquire("w" + std::to_string(me), 3, long_lease);
                if (!grants || grants->empty()) return;
                for (const auto& one : *grants)
                    taken[me].push_back(one.held.sync);
            }
        });
    for (auto& worker : workers)
        worker.join();
    std::vector<std::string> all;
    for (const auto& part : taken)
        all.insert(all.end(), part.begin(), part.end());
    std::sort(all.begin(), all.end());
    BOOST_TEST(all.size() == static_cast<std::size_t>(syncs));
    BOOST_TEST((std::adjacent_find(all.begin(), all.end()) == all.end()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_renewed_lease_keeps_others_out, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    require(at.work->schedule("tasks"));
    const auto held = value_of(at.work->acquire("w1", 1, short_lease)).at(0).held;
    BOOST_TEST(value_of(at.work->renew(held, long_lease)));
    std::this_thread::sleep_for(2 * short_lease);
    BOOST_TEST(value_of(at.work->acquire("w2", 1, long_lease)).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_expired_lease_goes_to_another_and_the_zombie_is_refused, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    require(at.work->schedule("tasks"));
    const auto zombie = value_of(at.work->acquire("w1", 1, short_lease)).at(0).held;
    std::this_thread::sleep_for(2 * short_lease);
    BOOST_TEST(value_of(at.work->next_due())->count() == 0);
    const auto grants = value_of(at.work->acquire("w2", 1, long_lease));
    BOOST_REQUIRE_EQUAL(grants.size(), 1u);
    BOOST_TEST(grants[0].held.epoch > zombie.epoch);
    BOOST_TEST(grants[0].attempt == 2u);

    BOOST_TEST(!value_of(at.work->renew(zombie, long_lease)));
    change_set late;
    late.commit_id = "late";
    late.links.push_back(sample_link("a", "b"));
    BOOST_TEST((value_of(at.store->commit(zombie, late)).outcome == commit_result::fence_lost));
    BOOST_TEST(!find(at, side::left, "a"));
    commit(at, grants[0].held, late); // the id was not used up
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_same_worker_gets_a_new_epoch_after_its_lease_expired, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    require(at.work->schedule("tasks"));
    const auto before = value_of(at.work->acquire("w1", 1, short_lease)).at(0).held;
    std::this_thread::sleep_for(2 * short_lease);
    const auto after = value_of(at.work->acquire("w1", 1, long_lease)).at(0).held;
    BOOST_TEST(after.epoch > before.epoch);
    BOOST_TEST((value_of(at.store->commit(before, {})).outcome == commit_result::fence_lost));
    commit(at, after, {});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_release_makes_the_sync_due_later_and_ends_the_fence, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set last;
    last.lease = lease_action::release;
    last.due_in = long_lease;
    commit(at, held, last);
    BOOST_TEST(value_of(at.work->acquire("w2", 1, long_lease)).empty());
    BOOST_TEST(value_of(at.work->next_due())->count() > 0);
    BOOST_TEST((value_of(at.store->commit(held, {})).outcome == commit_result::fence_lost));
    BOOST_TEST(!value_of(at.work->renew(held, long_lease)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_release_with_no_delay_is_due_again_with_the_attempts_forgotten,
                              Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    change_set last;
    last.lease = lease_action::release;
    commit(at, held, last);
    const auto grants = value_of(at.work->acquire("w2", 1, long_lease));
    BOOST_REQUIRE_EQUAL(grants.size(), 1u);
    BOOST_TEST(grants[0].attempt == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_nudge_makes_a_sync_due_now, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    change_set last;
    last.lease = lease_action::release;
    last.due_in = long_lease;
    commit(at, own(at), last);
    require(at.work->nudge("tasks"));
    require(at.work->nudge("tasks"));
    const auto grants = value_of(at.work->acquire("w2", 1, long_lease));
    BOOST_REQUIRE_EQUAL(grants.size(), 1u);
    BOOST_TEST(grants[0].nudged);
    commit(at, grants[0].held, last); // two nudges were one: it is over
    BOOST_TEST(value_of(at.work->acquire("w2", 1, long_lease)).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_nudge_while_a_sync_is_owned_counts_at_its_release, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    require(at.work->nudge("tasks"));
    BOOST_TEST(value_of(at.work->acquire("w2", 1, long_lease)).empty());
    change_set last;
    last.lease = lease_action::release;
    last.due_in = long_lease;
    commit(at, held, last);
    BOOST_TEST(value_of(at.work->acquire("w2", 1, long_lease)).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_expired_sync_goes_before_a_backlog, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    require(at.work->schedule("dead"));
    value_of(at.work->acquire("w1", 1, short_lease));
    for (int i = 0; i < 10; ++i)
        require(at.work->schedule("waits" + std::to_string(i)));
    std::this_thread::sleep_for(2 * short_lease);
    BOOST_TEST(value_of(at.work->acquire("w2", 1, long_lease)).at(0).held.sync == "dead");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_unknown_sync_has_no_fence_and_nothing_to_read, Place,
                              tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const fence invented{"tasks", "w1", 1};
    BOOST_TEST((value_of(at.store->commit(invented, {})).outcome == commit_result::fence_lost));
    BOOST_TEST(!value_of(at.work->renew(invented, long_lease)));
    BOOST_TEST(value_of(at.store->members("tasks")).empty());
    BOOST_TEST(!find(at, side::left, "a"));
    BOOST_TEST(counts(at).links == 0u);
    BOOST_TEST(value_of(at.store->prune("tasks", 1, 1, 1)) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
