// SPDX-License-Identifier: Apache-2.0
// A change set, applied within a transaction.
#pragma once

#include "commit_log.hpp"
#include "sync_row.hpp"

#include <optional>
#include <string>

namespace dovetail::sync::sqlite {

/// Why a change set makes no sense: a bug of the caller. No value: it does.
std::optional<std::string> find_nonsense(const change_set& changes, bool by_person);

/// Applies all but lease and commit id in the documented order, numbering new rows from `row`'s
/// next ids and keeping its counts. After a failure the transaction is to be rolled back.
code apply_changes(database& in, sync_row& row, const change_set& changes, bool by_person,
                   given_ids& given);

} // namespace dovetail::sync::sqlite
