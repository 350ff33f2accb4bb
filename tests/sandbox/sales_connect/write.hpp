// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Creating, changing and deleting one reminder task.

#include <sandbox/sales_connect/call.hpp>

#include <boost/json/fwd.hpp>

namespace dovetail::sandbox::sales_connect {

struct written
{
    int status = 200; ///< 201 created, 200 changed or already there, 204 deleted
    const task* what = nullptr;
};

/// Idempotent by `client_key`, which may be empty (then every call creates).
outcome<written> create_task(const call& in, std::string_view client_key,
                             const boost::json::object& fields);

/// A JSON merge patch. `if_match` is the revision the caller has seen; empty: whatever it is.
/// A patch that changes nothing leaves the revision as it is.
outcome<written> update_task(const call& in, std::string_view id, std::string_view if_match,
                             const boost::json::object& fields);

outcome<written> delete_task(const call& in, std::string_view id, std::string_view if_match);

/// Applies a merge patch to `to`; all faults at once, with pointers. For the control API too.
std::optional<problem> apply_fields(const account& in, task& to, const boost::json::object& fields);

} // namespace dovetail::sandbox::sales_connect
