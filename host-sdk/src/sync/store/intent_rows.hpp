// SPDX-License-Identifier: Apache-2.0
// Intents as rows.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <span>
#include <vector>

namespace dovetail::sync::sqlite {

/// A row to be, and the number of its link.
struct new_intent
{
    const intent* value;
    link_id of_link;
};

/// Stores new intents under the numbers from `first` on.
code insert_intents(database& in, sync_id sync, intent_id first, std::span<const new_intent> rows);

/// `row_is_missing` where there is none of its id.
code replace_intent(database& in, sync_id sync, const intent& value, link_id of_link);

/// Removes those that are there, and tells how many.
code remove_intents(database& in, sync_id sync, std::span<const intent_id> ids,
                    std::uint64_t& removed);

code mark_intents_sent(database& in, sync_id sync, std::span<const intent_id> ids);

code list_intents(database& in, sync_id sync, std::size_t limit, std::vector<intent>& out);

} // namespace dovetail::sync::sqlite
