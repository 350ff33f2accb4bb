// SPDX-License-Identifier: Apache-2.0
// What goes with time: old history, and links that ended.
#pragma once

#include "sync_row.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dovetail::sync::sqlite {

struct prune_bounds
{
    instant_us horizon_at;     ///< what is older goes
    std::uint64_t max_entries; ///< of history
    std::size_t limit;         ///< rows removed at most
};

/// Removes up to the limit, and tells how many.
code prune_sync(database& in, std::string_view sync, const prune_bounds& bounds,
                std::size_t& removed);

} // namespace dovetail::sync::sqlite
