// SPDX-License-Identifier: Apache-2.0
// The one row of a sync: who owns it, when it is due, the next ids, and the counts that `status`
// shows. A commit reads it once and writes it once.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sync::sqlite {

/// The database's clock: milliseconds since 1970, the finest that SQLite has. The only place that
/// says so; it decides leases, due times, budgets and ages.
#define DOVETAIL_SQL_NOW "CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"

struct sync_row
{
    sync_id id = 0;
    std::string owner; ///< empty: nobody
    std::uint64_t epoch = 0;
    std::int64_t next_member = 1;
    std::int64_t next_link = 1;
    std::int64_t next_intent = 1;
    std::int64_t next_problem = 1;
    std::int64_t next_history = 1;
    std::int64_t commits = 0;
    sync_counts counts;
};

/// What the database's clock says.
code read_now(database& in, std::int64_t& now_ms);

/// Makes the sync known, and due now, where it is not known.
code ensure_sync(database& in, std::string_view name);

/// The id of a sync; no value: unknown.
code find_sync(database& in, std::string_view name, std::optional<sync_id>& found);

code read_sync(database& in, std::string_view name, std::optional<sync_row>& found);

/// Writes the next ids and the counts.
code write_sync(database& in, const sync_row& row);

/// Gives the sync back: due after `due_in`, or now where it was nudged meanwhile.
code release_sync(database& in, sync_id sync, std::chrono::milliseconds due_in);

/// Makes the sync due now; where it is owned, at its release.
code nudge_sync(database& in, std::string_view name);

} // namespace dovetail::sync::sqlite
