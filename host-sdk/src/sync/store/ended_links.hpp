// SPDX-License-Identifier: Apache-2.0
// Since when the links that ended did: kept beside the links, for few of them end.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <cstddef>
#include <vector>

namespace dovetail::sync::sqlite {

/// Whether links of this state go with time.
constexpr bool has_ended(link_state state) noexcept
{
    return state == link_state::deleted || state == link_state::released;
}

/// Notes that the link ended now, or was touched again since it had.
code note_end(database& in, sync_id sync, link_id number);

/// The link lives again, or is gone.
code forget_end(database& in, sync_id sync, link_id number);

/// Those that ended before an instant, those that did first coming first.
code list_ended(database& in, sync_id sync, instant_us before, std::size_t limit,
                std::vector<link_id>& out);

} // namespace dovetail::sync::sqlite
