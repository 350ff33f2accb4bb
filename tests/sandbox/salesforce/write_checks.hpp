// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The checks of a write, each a function from values to perhaps an error.

#include <sandbox/salesforce/write.hpp>

#include <boost/json/fwd.hpp>
#include <utility>
#include <vector>

namespace dovetail::sandbox::salesforce {

enum class write_kind
{
    create,
    update
};

using patch = std::vector<std::pair<const column*, owned_cell>>;

/// Turns JSON members into values of their columns: unknown, read-only and create-only fields,
/// wrong types, lengths, restricted literals are errors.
outcome<patch> read_patch(const writer& by, write_kind kind, const boost::json::object& record);

/// Required fields, references, the caller's and the owner's rights.
std::optional<api_error> check_patch(const writer& by, const patch& changes, const task_row* row);

/// The org's own rules, on the row as it would become.
std::optional<api_error> check_rules(const writer& by, const task_row& row);

/// Somebody else holds the record. Counts down a lock that ends.
std::optional<api_error> check_lock(const writer& by, std::string_view id);

/// Another live row with the same unique external key.
std::optional<api_error> check_unique(const writer& by, const task_row& row);

} // namespace dovetail::sandbox::salesforce
