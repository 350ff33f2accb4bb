// SPDX-License-Identifier: Apache-2.0
// History as rows.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <functional>
#include <span>
#include <vector>

namespace dovetail::sync::sqlite {

/// Appends entries under the numbers from `first` on; `link_of` gives the number of the link that
/// an entry names.
code insert_history(database& in, sync_id sync, std::int64_t first,
                    std::span<const history_entry> entries,
                    const std::function<link_id(link_id)>& link_of);

code query_history(database& in, sync_id sync, const history_query& asked,
                   std::vector<history_entry>& out);

} // namespace dovetail::sync::sqlite
