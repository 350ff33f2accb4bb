// SPDX-License-Identifier: Apache-2.0
// What the tests store, and how they look at results.
#pragma once

#include <dovetail/sync/store.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace conformance {

using namespace dovetail::sync;
using dovetail::sync::link; // and not that of <unistd.h>
using std::chrono::milliseconds;

/// Long enough that no test outlives it.
inline constexpr milliseconds long_lease{600'000};

/// Short enough to be waited for.
inline constexpr milliseconds short_lease{50};

/// The value, or the end of the test case with the error's words.
template<class T>
T value_of(dovetail::host::result<T> outcome)
{
    if (!outcome) BOOST_FAIL(outcome.error().code + ": " + outcome.error().message);
    return std::move(*outcome);
}

inline void require(const dovetail::host::result<void>& outcome)
{
    if (!outcome) BOOST_FAIL(outcome.error().code + ": " + outcome.error().message);
}

/// Schedules the sync and takes it.
inline fence own(const state& at, std::string_view sync = "tasks", std::string_view worker = "w1")
{
    require(at.work->schedule(sync));
    auto grants = value_of(at.work->acquire(worker, 1, long_lease));
    BOOST_REQUIRE_EQUAL(grants.size(), 1u);
    BOOST_REQUIRE_EQUAL(grants[0].held.sync, sync);
    return grants[0].held;
}

inline link sample_link(const std::string& left, const std::string& right)
{
    link value;
    value.owner = 1;
    value.key = {left, right};
    value.revision = {"1", "2026-01-01T00:00:00Z"};
    value.base = {"base of " + left, "base of " + left};
    return value;
}

inline intent sample_intent(const std::string& source_key)
{
    intent value;
    value.target = side::right;
    value.owner = 1;
    value.source_key = source_key;
    value.idempotency_key = "tasks/r/" + source_key + "/1";
    value.native = std::string("bytes\0with zero", 15);
    value.planned_at = 1'700'000'000'000'001;
    return value;
}

inline history_entry sample_history(link_id of, instant_us at,
                                    dovetail::sync::outcome result = outcome::applied)
{
    history_entry entry;
    entry.at = at;
    entry.link = of;
    entry.owner = 1;
    entry.result = result;
    return entry;
}

inline problem sample_problem(const std::string& source_key, const std::string& code = "held")
{
    problem value;
    value.source = side::right;
    value.source_key = source_key;
    value.code = code;
    value.reason = "because";
    value.first_at = 1;
    value.last_at = 2;
    return value;
}

/// Commits what must go well.
inline committed commit(const state& at, const fence& held, const change_set& changes)
{
    auto done = value_of(at.store->commit(held, changes));
    BOOST_REQUIRE(done.outcome == commit_result::ok);
    return done;
}

/// Stores one link, and gives its id.
inline link_id store_link(const state& at, const fence& held, const std::string& left,
                          const std::string& right)
{
    change_set changes;
    changes.links.push_back(sample_link(left, right));
    return commit(at, held, changes).links.at(0);
}

inline std::optional<link> find(const state& at, side where, std::string_view key,
                                std::string_view sync = "tasks")
{
    return value_of(at.store->find_links(sync, where, std::span(&key, 1))).at(0);
}

inline sync_counts counts(const state& at)
{
    return value_of(at.store->counts("tasks"));
}

} // namespace conformance
