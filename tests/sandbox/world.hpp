// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Everything the sandbox knows. Handlers change it; the store writes what changed to disk.

#include <sandbox/faults.hpp>
#include <sandbox/instant.hpp>
#include <sandbox/oauth.hpp>
#include <sandbox/random.hpp>
#include <sandbox/sales_connect/account.hpp>
#include <sandbox/sales_connect/routes.hpp>
#include <sandbox/salesforce/org.hpp>
#include <sandbox/salesforce/routes.hpp>
#include <sandbox/settings.hpp>
#include <sandbox/stats.hpp>
#include <sandbox/user_edits.hpp>

#include <string>
#include <string_view>

namespace dovetail::sandbox {

struct world
{
    explicit world(std::uint64_t seed);

    settings options;
    random_source random;
    salesforce::org org;
    sales_connect::account account;
    oauth_server salesforce_oauth;
    oauth_server sales_connect_oauth;
    salesforce::api_usage usage;
    sales_connect::rate_window rate;
    fault_plan faults;
    request_stats stats;
    pending_edits pending; ///< of users, not yet visible
    std::chrono::microseconds clock_offset{0};
    std::string salesforce_origin = "http://127.0.0.1"; ///< what instance_url says

    /// Documents apart from rows and grants changed: settings, clock, users.
    bool state_changed = false;
    std::uint64_t version = 0; ///< grows with every request that may have changed data

    /// The sandbox's time at a real time.
    instant clock(instant real) const { return real + clock_offset; }
    oauth_server& oauth(side which)
    {
        return which == side::salesforce ? salesforce_oauth : sales_connect_oauth;
    }
};

/// Whom the application acts for. Nobody's reminders belong to them: they are not the same user, so
/// whoever matches people by their addresses leaves them out.
constexpr std::string_view integration_email = "integration@example.com"; ///< Salesforce
constexpr std::string_view api_user_email = "api-access@example.com";     ///< Sales Connect

/// A world with five people on both sides, one user more and a queue in Salesforce, a user for the
/// application on each side, and an application that may act for them; no tasks.
world make_world(std::uint64_t seed);

} // namespace dovetail::sandbox
