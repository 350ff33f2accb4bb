// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One reminder task of Sales Connect, or what is left of it after it was deleted.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sandbox::sales_connect {

struct person
{
    std::string name;
    std::string email;
};

struct campaign
{
    std::string name;
    std::string day;
    std::string step;
};

/// Empty texts are null, except for `details`, where both exist.
struct task
{
    std::string id;
    std::uint64_t number = 0; ///< position in the account, from 1
    std::string name;
    bool complete = false;
    bool high = false;
    std::string due_at; ///< a date, or a date and a floating time in the assignee's zone
    std::optional<std::string> details;
    std::string assignee_id;
    std::string type = "custom";
    std::optional<person> about;
    std::optional<campaign> part_of;
    std::string call_outcome;
    std::string call_reason;
    std::string client_key;
    std::int64_t created_us = 0;
    std::int64_t updated_us = 0; ///< unique in the account: each change gets an instant of its own
    bool deleted = false;
    bool purged = false;  ///< its tombstone has passed the horizon
    bool unsaved = false; ///< changed since it was last written to disk
    std::uint32_t api_writes = 0;
};

/// Opaque to clients; changes with every change.
std::string revision_of(const task& of);

/// Appends the whole task, or the tombstone.
void append_task(std::string& out, const task& of);

/// Appends `{"id","revision","updated_at","client_key"}`: the short form in batch results.
void append_task_reference(std::string& out, const task& of);

/// The form on disk, and back.
boost::json::object save_task(const task& of);
task load_task(const boost::json::object& from);

} // namespace dovetail::sandbox::sales_connect
