// SPDX-License-Identifier: Apache-2.0
// Links as rows.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dovetail::sync::sqlite {

using found_links = std::vector<std::optional<link>>;

/// Stores new links under the numbers from `first` on.
code insert_links(database& in, sync_id sync, link_id first, std::span<const link* const> values);

/// Replaces a link, and tells the state it had. `row_is_missing` where there is none of its id.
code replace_link(database& in, sync_id sync, const link& value, link_state& before);

/// Removes a link, and tells the state it had; no value: there was none.
code remove_link(database& in, sync_id sync, link_id number, std::optional<link_state>& before);

code find_links_by_key(database& in, sync_id sync, side where,
                       std::span<const std::string_view> keys, found_links& found);
code find_links_by_id(database& in, sync_id sync, std::span<const link_id> ids, found_links& found);

/// Links above `after` in the order of their ids; of one owner, where one is given.
code list_links(database& in, sync_id sync, std::optional<member_id> owner, link_id after,
                std::size_t limit, std::vector<link>& out);

} // namespace dovetail::sync::sqlite
