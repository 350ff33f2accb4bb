// SPDX-License-Identifier: Apache-2.0
// Who is who on the two sides of a sync.
#pragma once

#include "app/composition.hpp"
#include "app/failure.hpp"
#include "app/options.hpp"
#include "app/sync_names.hpp"

#include <dovetail/sync/control.hpp>
#include <dovetail/sync/report.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::app {

/// An e-mail address as it is compared and stored: in lower case, as every mail system treats it.
/// ASCII is enough: the domain is ASCII by definition, and the systems at hand do the same.
std::string folded_address(std::string_view email);

/// Users for whom sync can be turned on, and why others cannot.
struct matched_people
{
    std::vector<sync::enabling> found;
    std::vector<std::string> left_out; ///< a sentence for each
};

/// Pairs active users with the same address, letter case aside. Somebody who is on one side only,
/// twice on a side, or has no known time zone is left out, with the reason. The zone is the right
/// side's, else the left side's, else `fallback_zone`.
matched_people match_people(const sync::both<std::vector<sync::person>>& users,
                            const sync_names& names, std::string_view fallback_zone);

/// All users of both servers, matched.
outcome_of<matched_people> find_everybody(composition& host, const sync_names& names,
                                          std::string_view fallback_zone);

/// The users a command names. Errors: an address that a side does not know, or knows twice; a user
/// who is not active; no time zone. All or none are turned on.
outcome_of<matched_people> find_people(composition& host, const sync_names& names,
                                       const members_enable_command& wanted);

} // namespace dovetail::app
