// SPDX-License-Identifier: Apache-2.0
#pragma once
/// User, TaskStatus, TaskPriority and Organization: read-only objects made up from the org's state.

#include <sandbox/salesforce/org.hpp>
#include <sandbox/salesforce/soql.hpp>

namespace dovetail::sandbox::salesforce {

/// A row of a small object; slots are positions.
struct small_row
{
    std::vector<owned_cell> cells;
};

std::shared_ptr<const schema> find_small_schema(std::string_view name);

/// The rows a query means, and what keeps them alive.
struct small_selection
{
    std::vector<const void*> rows;
    std::shared_ptr<const void> owner;
};

small_selection select_small_rows(const org& data, const settings& options,
                                  const soql_query& query);

void append_small_row(std::string& out, const small_row& row, const schema& object,
                      const std::vector<std::size_t>& positions, std::string_view base);

} // namespace dovetail::sandbox::salesforce
