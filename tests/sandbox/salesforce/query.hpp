// SPDX-License-Identifier: Apache-2.0
#pragma once
/// `query`, `queryAll`, and the pages that follow.
/// Source: REST API guide, Query, QueryAll, Query Options Header.

#include <sandbox/salesforce/call.hpp>

namespace dovetail::sandbox::salesforce {

/// GET query?q=… or queryAll?q=…
response run_query(const call& in, bool everything);

/// GET query/<locator>-<offset>
response next_page(const call& in, std::string_view name);

/// Appends one Task as a record: attributes, then the columns at `positions`.
void append_task(std::string& out, const task_row& row, const schema& object,
                 const std::vector<std::size_t>& positions, std::string_view base);

} // namespace dovetail::sandbox::salesforce
