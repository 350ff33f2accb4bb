// SPDX-License-Identifier: Apache-2.0
#pragma once
/// `/services/oauth2/…` of the Salesforce side.
/// Source: Salesforce help, OAuth authorization flows.

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>
#include <sandbox/oauth.hpp>
#include <sandbox/salesforce/org.hpp>

namespace dovetail::sandbox::salesforce {

struct token_call
{
    const org& data;
    oauth_server& oauth;
    const settings& options;
    random_source& random;
    const request& from;
    const target_parts& target;
    instant now;
    std::string origin; ///< `http://127.0.0.1:port`, what instance_url says
};

/// POST token, GET authorize, POST revoke.
response oauth_endpoint(const token_call& in);

} // namespace dovetail::sandbox::salesforce
