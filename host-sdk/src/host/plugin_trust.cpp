// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/plugin_trust.hpp>

#include <algorithm>

namespace dovetail::host {
namespace {

error refuse(const char* code, std::string message)
{
    return {error_class::config, code, std::move(message)};
}

/// The name of the trusted key that signed it.
result<std::string> signer_of(const plugin_manifest& about, const trust_settings& trust)
{
    if (!about.signature)
        return refuse("plugin_unsigned", "it is not signed; sign it (dovetail-plugin sign), or "
                                         "install one that is");
    const plugin_signature& signature = *about.signature;
    // Ids are short, so two keys may share one: any that verifies will do.
    std::string unknown = "it is signed with the key " + signature.key +
                          ", which is not in /trust/keys; add the key if you trust its owner";
    error failure = refuse("plugin_unknown_key", std::move(unknown));
    for (const trusted_key& one : trust.keys) {
        if (one.key.id() != signature.key) continue;
        const auto verified = verify(signature, about.canonical, one.key);
        if (verified) return one.name;
        failure = verified.error();
    }
    return failure;
}

} // namespace

std::string_view to_string(trust_mode value) noexcept
{
    switch (value) {
    case trust_mode::warn:
        return "warn";
    case trust_mode::require:
        return "require";
    default:
        return "off";
    }
}

result<trust_finding> judge_trust(const plugin_manifest& about, const trust_settings& trust)
{
    if (std::ranges::find(trust.revoked, about.sha256) != trust.revoked.end())
        return refuse("plugin_revoked", "its library is revoked: " + to_string(about.sha256) +
                                            " is in /trust/revoked; install another version");
    if (trust.mode == trust_mode::off) return trust_finding{};
    auto signer = signer_of(about, trust);
    if (signer) return trust_finding{std::move(*signer), {}};
    if (trust.mode == trust_mode::require) return signer.error();
    return trust_finding{{}, signer.error().message};
}

} // namespace dovetail::host
