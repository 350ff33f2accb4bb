// SPDX-License-Identifier: Apache-2.0
// Members as rows.
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <vector>

namespace dovetail::sync::sqlite {

code insert_member(database& in, sync_id sync, member_id number, const member& value);

/// `row_is_missing` where there is none of its id.
code replace_member(database& in, sync_id sync, const member& value);

/// Sets what a pass may change, if the member was not enabled anew since (see change_set).
code note_progress(database& in, sync_id sync, const member& value);

/// In the order of their ids.
code list_members(database& in, sync_id sync, std::vector<member>& out);

} // namespace dovetail::sync::sqlite
