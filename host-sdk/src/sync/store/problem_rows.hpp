// SPDX-License-Identifier: Apache-2.0
// Problems as rows: one at most for each (side, source key).
#pragma once

#include "database.hpp"
#include "ids.hpp"

#include <dovetail/sync/store.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sync::sqlite {

/// What of a stored problem matters to the one that replaces it.
struct known_problem
{
    outcome kind = outcome::held;
    std::string code;
    instant_us first_at = 0;
    bool dismissed = false;
    bool confirmed = false;
};

code find_problem(database& in, sync_id sync, side source, std::string_view source_key,
                  std::optional<known_problem>& found);

/// Stores the problem, under `number` where its key has none yet.
code put_problem(database& in, sync_id sync, problem_id number, const problem& value,
                 link_id of_link);

code remove_problem(database& in, sync_id sync, side source, std::string_view source_key);

code query_problems(database& in, sync_id sync, const problem_query& asked,
                    std::vector<problem>& out);

} // namespace dovetail::sync::sqlite
