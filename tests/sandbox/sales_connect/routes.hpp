// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which handler of the Sales Connect side serves which path. The contract is
/// docs/sales-connect.openapi.yaml: this project's own, not Adobe's.

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>
#include <sandbox/oauth.hpp>
#include <sandbox/sales_connect/account.hpp>
#include <sandbox/settings.hpp>

namespace dovetail::sandbox::sales_connect {

/// Requests in the current minute.
struct rate_window
{
    instant start;
    std::int64_t used = 0;
};

struct service
{
    account& data;
    oauth_server& oauth;
    settings& options;
    rate_window& rate;
    random_source& random;
};

/// Only the first attempt counts against the rate.
response serve(service in, const request& from, const target_parts& target, instant now,
               attempt asked);

} // namespace dovetail::sandbox::sales_connect
