// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The page on which a person agrees that an application acts for them (authorization code flow).

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>
#include <sandbox/oauth.hpp>

#include <vector>

namespace dovetail::sandbox {

struct consent_user
{
    std::string id;
    std::string name;
    std::string email;
};

struct consent_request
{
    std::string_view title;
    oauth_server& oauth;
    random_source& random;
    const target_parts& target;
    instant now;
    std::vector<consent_user> users;
};

/// Without `approve`: a page with one button per user. With `approve=1` (and perhaps `user=`, an
/// e-mail address): a redirect to `redirect_uri` with `code` and `state`. With `approve=0`: a
/// redirect with `error=access_denied`.
response consent_page(const consent_request& in);

} // namespace dovetail::sandbox
