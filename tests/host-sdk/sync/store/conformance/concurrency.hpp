// SPDX-License-Identifier: Apache-2.0
// Many at once.
#pragma once

#include "samples.hpp"

#include <atomic>

BOOST_AUTO_TEST_SUITE(concurrency)

BOOST_AUTO_TEST_CASE_TEMPLATE(writers_of_different_syncs_lose_nothing, Place, tested_places)
{
    using namespace conformance;
    Place place;
    constexpr int commits = 25;
    constexpr int workers = 4;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int me = 0; me < workers; ++me) {
        const auto mine = place.open();
        const auto held = own(mine, "sync" + std::to_string(me), "w" + std::to_string(me));
        threads.emplace_back([&failures, mine, held] {
            for (int i = 0; i < commits; ++i) {
                change_set changes;
                changes.commit_id = std::to_string(i);
                changes.links = {sample_link("l" + std::to_string(i), "r" + std::to_string(i))};
                const auto done = mine.store->commit(held, changes);
                if (!done || done->outcome != commit_result::ok) ++failures;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(failures == 0);
    const auto at = place.open();
    for (int me = 0; me < workers; ++me)
        BOOST_TEST(value_of(at.store->counts("sync" + std::to_string(me))).links ==
                   static_cast<std::uint64_t>(commits));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_reader_sees_whole_commits_only, Place, tested_places)
{
    using namespace conformance;
    Place place;
    const auto at = place.open();
    const auto held = own(at);
    std::atomic<bool> stop = false;
    std::atomic<int> torn = 0;
    std::atomic<int> looked = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&, mine = i == 0 ? at : place.open()] {
            while (!stop || looked == 0) {
                const auto links = mine.store->links("tasks", 0, 10'000);
                if (!links || links->size() % 10 != 0) ++torn;
                ++looked;
            }
        });
    for (int batch = 0; batch < 30; ++batch) {
        change_set changes;
        for (int i = 0; i < 10; ++i) {
            const auto number = std::to_string(batch * 10 + i);
            changes.links.push_back(sample_link("l" + number, "r" + number));
        }
        commit(at, held, changes);
    }
    stop = true;
    for (auto& reader : readers)
        reader.join();
    BOOST_TEST(torn == 0);
}

BOOST_AUTO_TEST_SUITE_END()
