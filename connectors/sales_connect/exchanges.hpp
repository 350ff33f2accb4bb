// SPDX-License-Identifier: Apache-2.0
// The operations, each as a conversation with the server. All of them throw kit::plugin_error.
#pragma once

#include "profile.hpp"

#include <dovetail/kit/channel.hpp>
#include <dovetail/kit/operation.hpp>
#include <dovetail/kit/task.hpp>

namespace dovetail::sales_connect {

/// Asks for the account: one fact "org" with id, name and activity_detail_template.
kit::exchange_task check(const profile& server, kit::channel& channel);

/// Reads the changes since a cursor, or those in the scope. An idle fetch is one request and
/// delivers nothing. Class gone, code "cursor_expired": start without a cursor.
kit::exchange_task fetch_tasks(const profile& server, kit::channel& channel,
                               const kit::operation& wanted);

/// Reads all users.
kit::exchange_task fetch_users(const profile& server, kit::channel& channel,
                               const kit::operation& wanted);

/// Delivers the present state of tasks, by key or by the idempotency key of their creation.
kit::exchange_task look_up_tasks(const profile& server, kit::channel& channel,
                                 const kit::operation& wanted);

/// Delivers users: by the field "email" of lookup.create, or by key.
kit::exchange_task look_up_users(const profile& server, kit::channel& channel,
                                 const kit::operation& wanted);

/// Writes changes, all in one request unless the server refuses that request as a whole.
kit::exchange_task write_tasks(const profile& server, kit::channel& channel,
                               const kit::operation& wanted);

/// Waits until the server says that something changed.
kit::exchange_task listen(const profile& server, kit::channel& channel,
                          const kit::operation& wanted);

} // namespace dovetail::sales_connect
