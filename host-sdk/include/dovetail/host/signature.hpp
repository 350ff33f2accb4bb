// SPDX-License-Identifier: Apache-2.0
// Who vouches for a plugin: ed25519 public keys, and signatures of plugin manifests
// (docs/signing.md).
#pragma once

#include <dovetail/host/digest.hpp>
#include <dovetail/host/error.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::host {

/// An ed25519 public key (RFC 8032).
struct public_key
{
    std::array<std::uint8_t, 32> bytes{};

    /// From "ed25519:" and 32 bytes in base64. Error config, code "key".
    static result<public_key> parse(std::string_view text);

    /// What signatures call it: the first 16 hexadecimal digits of its SHA-256. For finding a key,
    /// not for trusting it: only the whole key verifies.
    std::string id() const;

    friend bool operator==(const public_key&, const public_key&) = default;
};

/// "ed25519:…", one line without an end.
std::string to_string(const public_key& key);

/// The signature in a plugin manifest. It covers the whole manifest but itself, hence the library,
/// whose digest the manifest has.
struct plugin_signature
{
    std::string key;  ///< id of the public key
    digest covered{}; ///< SHA-256 of what was signed; tells a changed manifest from a bad signature
    std::array<std::uint8_t, 64> value{};

    /// Its bytes in base64, as the manifest has them.
    std::string text() const;
};

/// What stands before the canonical bytes in the message that is signed, so that a signature made
/// for something else with the same key is never one of a plugin.
inline constexpr std::string_view signed_message_prefix = "dovetail.plugin-manifest/1\n";

/// The prefix and the canonical bytes: what ed25519 signs.
std::string signed_message(std::string_view canonical);

/// Whether `signature` is one of `canonical` by that key.
///
/// Errors    config: plugin_changed (the manifest is not what was signed), plugin_signature (the
///           key did not make this signature).
result<void> verify(const plugin_signature& signature, std::string_view canonical,
                    const public_key& key);

} // namespace dovetail::host
