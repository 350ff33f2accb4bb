// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a person does in one of the two services, as opposed to what comes through its API.

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>

#include <boost/json/object.hpp>
#include <deque>
#include <string>

namespace dovetail::sandbox {

struct world;

/// An edit stamped at one time and visible only later, as the changes of a long transaction are.
struct pending_edit
{
    side where = side::salesforce;
    instant stamp;
    instant visible;
    boost::json::object edit;
};

using pending_edits = std::deque<pending_edit>;

/// The outcome of one edit: the task (or a count) as JSON, or what is wrong.
struct edit_result
{
    std::string json;
    std::string error;
};

/// `edit`: `action` (add, edit, complete, reopen, delete, undelete, touch, add_many, edit_many),
/// and as needed `id`, `owner` (e-mail), `name` or `subject`, `due`, `priority`, `status`,
/// `details`, `fields` (raw fields of the service), `count`.
edit_result apply_user_edit(world& in, side where, const boost::json::object& edit, instant at);

/// Applies pending edits whose time has come.
void settle_pending(world& in, instant now);

/// Appends a task of either service in one shape:
/// `{side, id, owner, name, status, priority, due, details, deleted, updated_at}`.
void append_plain_task(std::string& out, const world& in, side where, std::size_t position);

} // namespace dovetail::sandbox
