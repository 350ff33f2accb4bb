// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The few pieces of cryptography the sandbox needs, done by OpenSSL, and Base64.

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sandbox {

/// Reads both alphabets, with or without padding; nothing if it is neither.
std::optional<std::string> base64_decode(std::string_view text);
/// The URL alphabet, without padding.
std::string base64url_encode(std::string_view bytes);

std::string sha256(std::string_view bytes);

/// Whether `signature` is RS256 of `message` under the public key.
bool verify_rs256(std::string_view public_key_pem, std::string_view message,
                  std::string_view signature);

struct key_pair
{
    std::string private_pem; ///< PKCS #8
    std::string public_pem;
};

/// A new RSA key of 2048 bits.
key_pair make_rsa_key();

} // namespace dovetail::sandbox
