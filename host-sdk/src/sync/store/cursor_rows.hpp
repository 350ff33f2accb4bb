// SPDX-License-Identifier: Apache-2.0
// Cursors as rows, and the small facts of a sync.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sync::sqlite {

/// Stores the cursor; one without bytes is removed.
code put_cursor(database& in, sync_id sync, side where, const cursor& value);

code read_cursors(database& in, sync_id sync, both<std::optional<cursor>>& found);

code put_fact(database& in, sync_id sync, std::string_view name, std::string_view value);

code read_fact(database& in, sync_id sync, std::string_view name,
               std::optional<std::string>& found);

} // namespace dovetail::sync::sqlite
