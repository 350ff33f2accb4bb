// SPDX-License-Identifier: Apache-2.0
// Which commits were applied, so that one in doubt may be repeated.
#pragma once

#include "sync_row.hpp"

namespace dovetail::sync::sqlite {

/// The ids a commit gave: each kind is a run of numbers, for a commit is alone when it numbers.
struct given_ids
{
    link_id first_link = 0;
    std::int64_t links = 0;
    intent_id first_intent = 0;
    std::int64_t intents = 0;
};

/// As the caller of `commit` gets them.
committed to_committed(commit_result outcome, const given_ids& given);

code find_commit(database& in, sync_id sync, std::string_view commit_id,
                 std::optional<given_ids>& found);

/// Remembers the commit as number `row.commits + 1`, and forgets the one that is too old.
code note_commit(database& in, sync_row& row, std::string_view commit_id, const given_ids& given);

} // namespace dovetail::sync::sqlite
