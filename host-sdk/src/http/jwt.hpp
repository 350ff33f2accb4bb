// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens signed with RS256 (RFC 7515, RFC 7518 section 3.3, RFC 7523).
#pragma once

#include <dovetail/host/error.hpp>
#include <dovetail/host/secret.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace dovetail::http {

struct jwt_claims
{
    std::string issuer;
    std::string subject;
    std::string audience;
    std::chrono::system_clock::time_point expires;
};

/// header.claims.signature. `private_key` is an RSA key of at least 2048 bits in PEM (PKCS#1 or
/// PKCS#8, not encrypted). Errors: config; never with a byte of the key.
host::result<std::string> sign_jwt(const jwt_claims& claims, const host::secret& private_key);

/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);

} // namespace dovetail::http
