// SPDX-License-Identifier: Apache-2.0
// <name>.plugin.json as values: what a plugin says about itself before any of its code runs.
#pragma once

#include <dovetail/host/configuration.hpp>
#include <dovetail/host/digest.hpp>
#include <dovetail/host/fault.hpp>
#include <dovetail/host/semantic_version.hpp>
#include <dovetail/host/signature.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// The newest layout of a plugin manifest this library reads.
inline constexpr std::int64_t newest_plugin_manifest_version = 1;

/// How a file of a plugin manifest is called: <name>.plugin.json.
inline constexpr std::string_view plugin_manifest_suffix = ".plugin.json";

/// An inclusive range of contract versions.
struct abi_range
{
    std::uint32_t oldest = 0;
    std::uint32_t newest = 0;

    bool overlaps(abi_range other) const noexcept
    {
        return oldest <= other.newest && other.oldest <= newest;
    }
};

/// "version 1" or "versions 1 to 3".
std::string to_string(abi_range range);

/// What this library speaks.
abi_range host_abi_range() noexcept;

/// How a running host may go from one version to another.
enum class swap_mode
{
    overlap,  ///< old and new generation may run at once
    exclusive ///< the old one has to rest before the new one starts
};

struct plugin_manifest
{
    std::filesystem::path file; ///< absolute
    std::string id;
    semantic_version version{};
    abi_range abi{};
    std::filesystem::path library{}; ///< absolute; beside or below the manifest
    digest sha256{};
    std::vector<std::string> provides{};         ///< extension ids, e.g. "dovetail.connector/1"
    std::vector<std::string> requires_of_host{}; ///< extension ids; key "requires"
    /// JSON Schema of the configuration (an object or a boolean), with its place in the file.
    configuration schema{};
    swap_mode swap = swap_mode::overlap;
    bool resident = false; ///< must never be unmapped
    std::optional<plugin_signature> signature{};
    /// What a signature covers: the canonical form (docs/signing.md) of the whole file without its
    /// member "signature", made from the same bytes as all values here.
    std::string canonical{};

    bool provides_extension(std::string_view extension) const noexcept;
};

struct plugin_manifest_report
{
    std::shared_ptr<const plugin_manifest> value{}; ///< null if a fault is an error
    std::string claimed_id{}; ///< the id the file claims, even when it has errors; may be empty
    std::vector<fault> faults{};
};

/// Reads a plugin manifest. Runs no code of the plugin and does not open its library.
plugin_manifest_report load_plugin_manifest(const std::filesystem::path& file);

/// Judges a configuration by the schema of its plugin, before any code of the plugin runs. Keys the
/// schema excludes are warnings. Faults have their places in the manifest `settings` came from.
std::vector<fault> check_configuration(const plugin_manifest& about, const configuration& settings);

} // namespace dovetail::host
