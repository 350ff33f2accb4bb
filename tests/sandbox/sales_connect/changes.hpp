// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reading what changed, in pages and by waiting.

#include <sandbox/sales_connect/call.hpp>

namespace dovetail::sandbox::sales_connect {

/// GET /v1/tasks/changes
response list_changes(const call& in);
/// GET /v1/tasks/events: answers when something changed after the cursor, or when time is up.
response wait_for_changes(const call& in);
/// POST /v1/tasks/lookup
response look_up(const call& in);

} // namespace dovetail::sandbox::sales_connect
