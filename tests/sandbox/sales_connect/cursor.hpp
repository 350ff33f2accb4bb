// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A place in the order of changes, opaque to clients.

#include <sandbox/sales_connect/account.hpp>
#include <sandbox/sales_connect/problem.hpp>

#include <string>

namespace dovetail::sandbox::sales_connect {

struct cursor
{
    std::int64_t position_us = 0; ///< everything up to here was delivered
    /// When the reader was last known to hold everything (or to have begun with nothing):
    /// tombstones older than this are of no use to it.
    std::int64_t complete_us = 0;
};

std::string write_cursor(const account& of, const cursor& at);

/// Errors: `cursor_invalid` for what this never wrote; `cursor_expired` for another account's, and
/// when tombstones that the reader needs may be gone.
outcome<cursor> read_cursor(const account& of, std::string_view text, instant now);

} // namespace dovetail::sandbox::sales_connect
