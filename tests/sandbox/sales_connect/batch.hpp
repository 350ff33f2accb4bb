// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Many writes in one call, and single writes.

#include <sandbox/sales_connect/call.hpp>

namespace dovetail::sandbox::sales_connect {

/// POST /v1/tasks/batch: up to 200 operations, each with its own result, in order.
response run_batch(const call& in);
/// POST /v1/tasks
response create_row(const call& in);
/// GET, PATCH or DELETE /v1/tasks/{id}
response row_by_id(const call& in, std::string_view id);

} // namespace dovetail::sandbox::sales_connect
