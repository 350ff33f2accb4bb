// SPDX-License-Identifier: Apache-2.0
// The operations, each as a conversation with the server. All of them throw kit::plugin_error.
#pragma once

#include "configuration.hpp"

#include <dovetail/kit/channel.hpp>
#include <dovetail/kit/host.hpp>
#include <dovetail/kit/operation.hpp>
#include <dovetail/kit/task.hpp>

namespace caldav {

namespace kit = dovetail::kit;

/// Asks every configured calendar what it is. Delivers the fact "org" and one for each property of
/// a task. Class config, naming the calendar: it is not there, is no calendar, takes no tasks or
/// does not tell changes.
kit::exchange_task check(const configuration& server, kit::channel& channel);

/// Reads what changed in the calendars of the wanted owners since a cursor, or everything; without
/// a cursor tasks older than the scope are left out. Idle, it is one request for each calendar and
/// delivers nothing. Class gone, code "cursor_expired": the server forgot a sync token.
kit::exchange_task fetch_tasks(const configuration& server, const kit::host& host,
                               kit::channel& channel, const kit::operation& wanted);

/// Delivers the configured users; sends nothing.
kit::exchange_task fetch_users(const configuration& server, kit::channel& channel);

/// Delivers the present state of tasks: by key, or by the UID that a create has given them. A key
/// for which its calendar answers 404 is a tombstone: paths of tasks are not used again.
kit::exchange_task look_up_tasks(const configuration& server, const kit::host& host,
                                 kit::channel& channel, const kit::operation& wanted);

/// Delivers users: by the field "email" of lookup.create, or by key. Sends nothing.
kit::exchange_task look_up_users(const configuration& server, kit::channel& channel,
                                 const kit::operation& wanted);

/// Writes changes one after another. A create is a PUT that succeeds once for its UID; an update
/// reads the task, changes the properties it was given, and puts it back if nobody else did.
kit::exchange_task write_tasks(const configuration& server, kit::channel& channel,
                               const kit::operation& wanted);

} // namespace caldav
