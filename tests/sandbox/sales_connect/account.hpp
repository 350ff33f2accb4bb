// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The data of the Sales Connect account: tasks in the order of their last change, tombstones for
/// 90 days, users.

#include <sandbox/instant.hpp>
#include <sandbox/sales_connect/change_index.hpp>
#include <sandbox/sales_connect/task.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dovetail::sandbox::sales_connect {

/// How long a deleted task leaves a tombstone, and so how old a cursor may get.
constexpr std::chrono::days tombstone_horizon{90};

struct user
{
    std::string id;
    std::string email;
    std::string name;
    std::string time_zone;
    bool active = true;
};

class account
{
public:
    std::string id = "acc_dovetail";
    std::string name = "Dovetail Sandbox";
    std::vector<user> users;

    const user* find_user(std::string_view id) const;
    const user* find_user_by_email(std::string_view email) const;
    user& add_user(std::string email, std::string name, std::string time_zone);

    /// Deleted ones too; null if it never existed or its tombstone is gone.
    task* find(std::string_view id);
    task* find_by_key(std::string_view client_key);
    const change_index& changes() const { return changes_; }
    const std::deque<task>& tasks() const { return tasks_; }
    std::deque<task>& tasks() { return tasks_; }

    /// Appends a task with a new id; `draft`'s own id, number and times are ignored.
    task& create(task draft, instant now);
    /// Replaces what `target` holds by `draft` (same id) and gives it a new revision.
    void replace(task& target, task draft, instant now);
    /// Leaves a tombstone.
    void remove(task& target, instant now);
    /// Puts back what was read from disk, in ascending order of numbers.
    void restore(task from);
    /// Like create, at a time of the caller's; for seeds.
    task& create_at(task draft, std::int64_t created_us, std::int64_t updated_us);

    /// Forgets tombstones older than the horizon.
    void purge(instant now);

    std::vector<task*> unsaved;

private:
    std::int64_t tick(instant now);
    void enter(task& entering);
    void leave(task& leaving);
    void mark_unsaved(task& changed);

    std::deque<task> tasks_;
    std::unordered_map<std::string, task*> by_id_;
    std::unordered_map<std::string, task*> by_key_;
    change_index changes_;
    std::map<std::int64_t, task*> tombstones_;
    std::int64_t last_tick_us_ = 0;
};

} // namespace dovetail::sandbox::sales_connect
