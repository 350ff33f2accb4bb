// SPDX-License-Identifier: Apache-2.0
// One side's server, in memory: tasks with revisions and tombstones, a log of changes, faults.
#pragma once

#include <dovetail/sync/clock.hpp>
#include <dovetail/sync/state.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dovetail::test {

using values = std::map<std::string, std::string>;

/// Moved by hand, and a little by each reading user: no two changes have the same instant.
class hand_clock final : public sync::clock
{
public:
    sync::instant_us now() const override { return now_; }
    void advance_seconds(std::int64_t seconds) { now_ += seconds * 1'000'000; }
    sync::instant_us tick() { return now_ += 1000; }

private:
    sync::instant_us now_ = 1'700'000'000'000'000;
};

struct task
{
    std::string key;
    std::uint64_t revision = 1;
    std::uint64_t sequence = 0; ///< place in the log of changes
    sync::instant_us created_at = 0;
    sync::instant_us modified_at = 0;
    bool deleted = false;
    std::string owner;
    std::string origin; ///< idempotency key it was created with
    values fields;
};

/// What happens to one change of a write.
enum class fault
{
    none,
    lost_before,  ///< no answer, and it was not done
    lost_after,   ///< no answer, but it was done
    late,         ///< no answer, and it is done only after the next write or lookup
    conflict,     ///< somebody edited it in between
    locked,       ///< retryable
    rejected,     ///< for good
    unauthorized, ///< the whole connection
    call_failed   ///< the whole call fails, after some of it was done
};

class world
{
public:
    world(std::string prefix, hand_clock& time) : prefix_(std::move(prefix)), time_(time) {}

    // What users do.
    std::string add(const std::string& owner, values fields);
    void edit(const std::string& key, const values& fields);
    void remove(const std::string& key);
    void undelete(const std::string& key);
    void give_to(const std::string& key, const std::string& owner);
    /// As if the server had forgotten it: no tombstone is left.
    void purge(const std::string& key) { tasks_.erase(key); }

    const task* find(const std::string& key) const;
    const task* find_origin(const std::string& origin) const;
    std::vector<const task*> alive() const;
    const task* named(const std::string& name) const;
    const std::map<std::string, task>& all() const { return tasks_; }
    std::uint64_t sequence() const { return sequence_; }

    // What the fake connection does.
    task& create(const std::string& owner, const std::string& origin, values fields);
    task* mutable_task(const std::string& key);
    void touch(task& changed);
    void run_late();
    void do_later(std::function<void()> action) { late_.push_back(std::move(action)); }

    bool idempotent = true;
    bool conditional = true;
    bool condition_costs = false;
    bool tells_revision = true;
    std::uint64_t max_batch = 200;
    std::uint64_t oldest_cursor = 0; ///< cursors below are refused (gone)
    std::uint64_t overlap = 0;       ///< changes before a cursor that are shown once more
    std::function<fault(const std::string& what, const std::string& key)> faults;

    /// Every value that came through the connection, ever.
    std::set<std::string> arrived;

    std::uint64_t fetches = 0;
    std::uint64_t lookups = 0;
    std::uint64_t write_calls = 0;
    std::uint64_t writes = 0;
    std::uint64_t creates = 0; ///< that had an effect

private:
    std::string prefix_;
    hand_clock& time_;
    std::map<std::string, task> tasks_;
    std::map<std::string, std::string> by_origin_; ///< the first record of each
    std::vector<std::function<void()>> late_;
    std::uint64_t sequence_ = 0;
    std::uint64_t next_key_ = 1;
};

} // namespace dovetail::test
