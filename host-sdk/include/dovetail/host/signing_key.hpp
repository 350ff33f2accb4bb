// SPDX-License-Identifier: Apache-2.0
// The secret half of signing plugins (docs/signing.md).
#pragma once

#include <dovetail/host/secret.hpp>
#include <dovetail/host/signature.hpp>

#include <string>
#include <string_view>

namespace dovetail::host {

/// A secret key. Its memory is wiped when it ends.
///
/// Threads   immutable.
class signing_key
{
public:
    /// A new one, from the system's source of randomness.
    static signing_key generate();

    /// From the text of a key file: "ed25519-secret:" and 32 bytes in base64. Error config, code
    /// "key"; it has no byte of the text in it.
    static result<signing_key> parse(std::string_view text);

    /// The text of a key file, without a line end.
    secret text() const;

    const public_key& open() const noexcept { return open_; }

    /// Signs the canonical bytes of a plugin manifest.
    plugin_signature sign(std::string_view canonical) const;

private:
    signing_key(secret seed, const public_key& open) noexcept;

    secret seed_;
    public_key open_;
};

/// The text of a plugin manifest with a signature by `key` in it, in place of the one it had; the
/// rest of the text stays as it is. `file` is what messages call it. Whether the manifest is a good
/// one is not judged: load_plugin_manifest does.
///
/// Errors    config, code "plugin_manifest": it is no JSON object, or has a number beyond ±2^53.
result<std::string> sign_plugin_manifest(std::string text, const std::string& file,
                                         const signing_key& key);

} // namespace dovetail::host
