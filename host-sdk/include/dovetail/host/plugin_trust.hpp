// SPDX-License-Identifier: Apache-2.0
// Whose plugins a host runs: "trust" in its manifest.
#pragma once

#include <dovetail/host/plugin_manifest.hpp>
#include <dovetail/host/signature.hpp>

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// What is done about a plugin without a good signature.
enum class trust_mode
{
    off,    ///< signatures are not looked at
    warn,   ///< it runs, and the log says what is wrong
    require ///< it is refused
};

/// The word for it in a manifest.
std::string_view to_string(trust_mode value) noexcept;

struct trusted_key
{
    std::string name; ///< whose it is; for people
    public_key key{};
};

/// Revocation and the safety of places hold in every mode.
struct trust_settings
{
    trust_mode mode = trust_mode::off;
    std::vector<trusted_key> keys{};
    std::vector<digest> revoked{}; ///< of libraries; refused whoever signed them
    /// Users who may own plugins and their folders, beside root and this process's own. Reading a
    /// manifest adds its owner: who writes it says what runs anyway.
    std::vector<uid_t> owners{};
};

/// What the signature of a plugin came to.
struct trust_finding
{
    std::string signer{};  ///< name of the trusted key; empty: no good signature, or not looked at
    std::string warning{}; ///< trust_mode::warn: what `require` would have refused it for
};

/// Judges the signature and the revocation list; opens no file.
///
/// Errors    config: plugin_revoked (in every mode); with trust_mode::require also plugin_unsigned,
///           plugin_unknown_key, plugin_changed, plugin_signature.
result<trust_finding> judge_trust(const plugin_manifest& about, const trust_settings& trust);

} // namespace dovetail::host
