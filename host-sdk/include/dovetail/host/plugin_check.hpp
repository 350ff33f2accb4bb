// SPDX-License-Identifier: Apache-2.0
// All that is judged about a plugin before any of its code runs, check by check.
#pragma once

#include <dovetail/host/library_facts.hpp>
#include <dovetail/host/plugin_manifest.hpp>
#include <dovetail/host/plugin_trust.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// One check and what it came to.
struct plugin_check
{
    std::string_view name;          ///< a short sentence, e.g. "the library has the digest"
    std::optional<error> problem{}; ///< no value: passed
    std::string warning{};
};

/// A plugin on disk, judged. A check that an earlier problem makes pointless (the ELF tables of a
/// missing library) is left out.
struct plugin_judgement
{
    std::vector<plugin_check> checks{}; ///< in the order in which a host makes them
    std::optional<library_facts> facts{};
    std::string signer{}; ///< name of the trusted key that signed it

    /// The first problem, which is what a host refuses it for; null: a host may load it.
    const error* problem() const noexcept;
    std::vector<std::string> warnings() const;
};

/// Judges a plugin as a host with these rules would before it loads it. The library is read, not
/// run; what is read here is not what a later load maps: that reads, and judges, again.
///
/// Errors of single checks, class config: those of judge_trust, inspect_library, accept_library,
/// and
///   plugin_abi, plugin_host_lacks, plugin_unsafe_place, plugin_digest, plugin_dependency.
plugin_judgement judge_plugin(const plugin_manifest& about, const trust_settings& trust);

} // namespace dovetail::host
