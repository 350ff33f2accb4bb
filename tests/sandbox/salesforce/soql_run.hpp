// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which rows a query means, in which order.

#include <sandbox/salesforce/org.hpp>
#include <sandbox/salesforce/soql.hpp>

namespace dovetail::sandbox::salesforce {

/// How a value is read from a row whose type only the reader knows.
using row_reader = cell (*)(const void* row, int slot);

bool matches(const condition& where, const void* row, row_reader read);

/// Sorts as ORDER BY says; nulls first unless it says otherwise; stable.
void sort_rows(std::vector<const void*>& rows, const std::vector<sort_key>& order, row_reader read);

/// Task rows the query means. Uses the indexes on Id, the external key and SystemModstamp; with
/// `everything` also deleted and archived rows. OFFSET and LIMIT are applied.
std::vector<const void*> select_tasks(org& data, const soql_query& query, bool everything);

/// Rows of a small object, given in whole.
std::vector<const void*> select_rows(std::vector<const void*> rows, const soql_query& query,
                                     row_reader read);

cell read_task_row(const void* row, int slot);

} // namespace dovetail::sandbox::salesforce
