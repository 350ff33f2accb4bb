// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which handler of the Salesforce side serves which path below `/services/data`.

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>
#include <sandbox/oauth.hpp>
#include <sandbox/salesforce/org.hpp>

namespace dovetail::sandbox::salesforce {

/// How much of the day's API calls is used.
struct api_usage
{
    std::int64_t used = 0;
    instant window_start;
};

struct service
{
    org& data;
    oauth_server& oauth;
    settings& options;
    api_usage& usage;
};

/// Serves one request to `/services/data…`: authorisation, the daily limit, the handler, and the
/// headers every reply carries.
response serve(service in, const request& from, const target_parts& target, instant now);

} // namespace dovetail::sandbox::salesforce
