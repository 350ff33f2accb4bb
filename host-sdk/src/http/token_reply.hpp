// SPDX-License-Identifier: Apache-2.0
// What is sent to a token endpoint, and what comes back.
#pragma once

#include "auth_secrets.hpp"

#include <dovetail/http/message.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace dovetail::http {

/// An access token and what came with it (RFC 6749 section 5.1).
struct access_token
{
    host::secret value{};
    std::optional<std::chrono::seconds> expires_in{};
    host::secret refresh_token{}; ///< empty: the old one stays good
    std::string instance_url{};   ///< empty: none was sent
};

/// The form for the grant of `settings` at wall clock `now`; `refresh_token` for that type alone.
/// Client authentication goes into the body (RFC 6749 section 2.3.1), which the servers this is for
/// document. Errors: config, when the private key cannot sign.
host::result<request> make_token_request(const host::auth_settings& settings,
                                         const auth_secrets& secrets,
                                         const host::secret& refresh_token,
                                         std::chrono::system_clock::time_point now);

/// Reads an answer of the token endpoint.
///
/// Errors  auth       an OAuth error object (RFC 6749 section 5.2): invalid_grant, invalid_client,
/// …
///         throttled  429, with Retry-After
///         retryable  5xx, temporarily_unavailable, server_error, or a 200 that is no token reply
///                    (a maintenance page): the same later may succeed
///         config     404, 405 and the like without an OAuth error: not a token endpoint
/// The code of an auth error is OAuth's; server_text is error_description, or the start of a page.
host::result<access_token> read_token_reply(const response& answer,
                                            std::chrono::system_clock::time_point now);

} // namespace dovetail::http
