// SPDX-License-Identifier: Apache-2.0
// The log of deletions that Salesforce keeps for replication.
#pragma once

#include "api.hpp"
#include "deleted_rows.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace dovetail::salesforce {

/// getDeleted reaches back 15 days (REST guide, "sObject Get Deleted").
inline constexpr std::chrono::days tombstone_horizon{15};

/// What was deleted, window by window from the oldest on. Seconds are ignored by the server, both
/// ends must lie more than a minute apart, and nothing before the horizon may be asked for: all of
/// that is seen to here.
///
/// A window with more than the 600,000 ids the server gives at once (EXCEEDED_ID_LIMIT) is halved
/// until it fits, so never more than that many rows are held. What the log lacks is found by
/// looking records up: a range it refuses to give, and a window that cannot be halved any more,
/// count as empty.
///
/// Lifetime  inside one coroutine of an exchange.
class deleted_log
{
public:
    /// since_us  where to begin; 0: as far back as the log reaches.
    /// now_us    the server's time.
    deleted_log(const api& server, std::int64_t since_us, std::int64_t now_us);

    [[nodiscard]] bool has_more() const noexcept { return start_us_ < end_us_; }

    /// The rows of the next window. Throws for every error but those above.
    [[nodiscard]] kit::task<std::vector<deleted_row>> next();

private:
    [[nodiscard]] kit::request request() const;

    const api& server_;
    std::int64_t start_us_;
    std::int64_t end_us_;
    std::int64_t length_us_; ///< of a window: found to fit, or still to be tried
};

} // namespace dovetail::salesforce
