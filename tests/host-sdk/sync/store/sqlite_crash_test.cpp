// SPDX-License-Identifier: Apache-2.0
// Processes that die, and processes that write at once.
#include "child_process.hpp"
#include "conformance/samples.hpp"
#include "raw_database.hpp"
#include "sqlite_place.hpp"

namespace {

using namespace conformance;

constexpr int rows_in_commit = 7;

/// A change set with several rows of several kinds, named by a number.
change_set numbered(std::int64_t number)
{
    change_set changes;
    changes.commit_id = "c" + std::to_string(number);
    for (int i = 0; i < rows_in_commit; ++i) {
        const auto key = std::to_string(number) + "." + std::to_string(i);
        changes.links.push_back(sample_link("l" + key, "r" + key));
        changes.history.push_back(sample_history(-(i + 1), number));
        changes.intents.push_back(sample_intent(key));
    }
    changes.cursors.left = cursor{{1}, "plugin", number};
    return changes;
}

/// Commits numbered sets from `first` on and says each number after it was acknowledged.
void commit_for_ever(const sqlite_options& options, const fence& held, std::int64_t first,
                     const child_process::say& say)
{
    const auto opened = open_sqlite(options);
    if (!opened) return;
    for (auto number = first;; ++number) {
        const auto done = opened->store->commit(held, numbered(number));
        if (!done || done->outcome != commit_result::ok) return;
        say(std::to_string(number));
    }
}

/// Every commit up to `acknowledged` is whole, and at most one more. Returns how many there are.
std::int64_t check_whole_commits(const state& at, std::int64_t acknowledged)
{
    const auto links = value_of(at.store->links("tasks", 0, 1'000'000));
    BOOST_TEST(links.size() % rows_in_commit == 0u);
    const auto commits = static_cast<std::int64_t>(links.size()) / rows_in_commit;
    BOOST_TEST(commits >= acknowledged);
    BOOST_TEST(commits <= acknowledged + 1);
    for (std::int64_t number = 1; number <= commits; ++number)
        BOOST_REQUIRE(find(at, side::left, "l" + std::to_string(number) + ".6").has_value());
    BOOST_TEST(value_of(at.store->intents("tasks", 1'000'000)).size() == links.size());
    BOOST_TEST(value_of(at.store->history("tasks", {.limit = 1'000'000})).size() == links.size());
    BOOST_TEST(value_of(at.store->cursors("tasks")).left->stored_at == commits);
    BOOST_TEST(counts(at).links == links.size());
    BOOST_TEST(counts(at).intents == links.size());
    BOOST_TEST(counts(at).history == links.size());
    return commits;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sqlite_crash)

BOOST_AUTO_TEST_CASE(p1_a_killed_process_leaves_every_acknowledged_commit_and_none_by_half)
{
    sqlite_place place;
    fence held;
    {
        const auto at = place.open();
        held = own(at);
    }
    std::int64_t stored = 0;
    for (int round = 1; round <= 6; ++round) {
        std::int64_t acknowledged = stored;
        {
            child_process child([&](const child_process::say& say) {
                commit_for_ever(place.options(), held, stored + 1, say);
            });
            for (int i = 0; i < round * 7; ++i) {
                const auto said = child.listen();
                BOOST_REQUIRE(!said.empty());
                acknowledged = std::stoll(said);
            }
            child.kill();
            for (auto late = child.listen(); !late.empty(); late = child.listen())
                acknowledged = std::stoll(late);
        }
        const auto at = place.open();
        stored = check_whole_commits(at, acknowledged);
        // Whoever died in doubt repeats the commit, and it is there once.
        const auto again = value_of(at.store->commit(held, numbered(stored)));
        BOOST_TEST((again.outcome == commit_result::already_applied));
        BOOST_TEST(again.links.size() == static_cast<std::size_t>(rows_in_commit));
    }
    BOOST_TEST(raw_database(place.path()).ask("PRAGMA integrity_check") == "ok");
}

BOOST_AUTO_TEST_CASE(two_processes_that_write_at_once_lose_nothing)
{
    sqlite_place place;
    constexpr int commits = 40;
    const auto write = [&](const std::string& sync, const child_process::say& say) {
        const auto opened = open_sqlite(place.options());
        if (!opened) return;
        if (!opened->work->schedule(sync)) return;
        fence held;
        while (held.epoch == 0) { // the other one may take it first: each keeps what it took
            const auto grants = opened->work->acquire(sync, 1, long_lease);
            if (!grants) return;
            if (!grants->empty()) held = grants->front().held;
        }
        for (std::int64_t i = 1; i <= commits; ++i) {
            const auto done = opened->store->commit(held, numbered(i));
            if (!done || done->outcome != commit_result::ok) return;
        }
        say("done");
    };
    {
        child_process one([&](const child_process::say& say) { write("one", say); });
        child_process two([&](const child_process::say& say) { write("two", say); });
        BOOST_TEST(one.listen() == "done");
        BOOST_TEST(two.listen() == "done");
        BOOST_TEST(one.wait());
        BOOST_TEST(two.wait());
    }
    const auto at = place.open();
    for (const char* sync : {"one", "two"})
        BOOST_TEST(value_of(at.store->counts(sync)).links ==
                   static_cast<std::uint64_t>(commits * rows_in_commit));
}

BOOST_AUTO_TEST_CASE(a_worker_that_died_is_taken_over_from_and_a_late_commit_of_it_refused)
{
    sqlite_place place;
    {
        const auto at = place.open();
        require(at.work->schedule("tasks"));
    }
    fence dead;
    {
        child_process child([&](const child_process::say& say) {
            const auto opened = open_sqlite(place.options());
            if (!opened) return;
            const auto grants = opened->work->acquire("dies", 1, short_lease);
            if (grants && !grants->empty()) say(std::to_string(grants->front().held.epoch));
            ::pause();
        });
        dead = {"tasks", "dies", std::stoull(child.listen())};
        child.kill();
    }
    std::this_thread::sleep_for(2 * short_lease);
    const auto at = place.open();
    const auto grants = value_of(at.work->acquire("lives", 1, long_lease));
    BOOST_REQUIRE_EQUAL(grants.size(), 1u);
    BOOST_TEST(
        (value_of(at.store->commit(dead, numbered(1))).outcome == commit_result::fence_lost));
    commit(at, grants[0].held, numbered(1));
}

BOOST_AUTO_TEST_SUITE_END()
