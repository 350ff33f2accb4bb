// SPDX-License-Identifier: Apache-2.0
// History as rows.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <vector>

namespace dovetail::sync::sqlite {

/// Appends an entry under `number` with `of_link` as its link.
code insert_history(database& in, sync_id sync, std::int64_t number, const history_entry& entry,
                    link_id of_link);

code query_history(database& in, sync_id sync, const history_query& asked,
                   std::vector<history_entry>& out);

} // namespace dovetail::sync::sqlite
