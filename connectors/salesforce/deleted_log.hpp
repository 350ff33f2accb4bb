// SPDX-License-Identifier: Apache-2.0
// The log of deletions that Salesforce keeps for replication.
#pragma once

#include "api.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace dovetail::salesforce {

/// getDeleted reaches back 15 days (REST guide, "sObject Get Deleted").
inline constexpr std::chrono::days tombstone_horizon{15};

struct deleted_row
{
    std::string id;
    std::string deleted_at; ///< as sent
    std::int64_t deleted_at_us;
};

/// What was deleted since `since_us` (0: as far back as the log reaches), as of `now_us`, the
/// server's time. Seconds are ignored by the server, both ends must lie more than a minute apart,
/// and nothing before the horizon may be asked for: all of that is seen to here. A log that the
/// server cannot give for the whole range is given as far as it goes, because what it lacks is
/// found by looking records up; a log it refuses is empty. Throws for every other error.
[[nodiscard]] kit::task<std::vector<deleted_row>> read_deleted_log(const api& server,
                                                                   std::int64_t since_us,
                                                                   std::int64_t now_us);

} // namespace dovetail::salesforce
