// SPDX-License-Identifier: Apache-2.0
// manifest.json as values: what a host is to run. docs/manifest.md describes every key for people,
// docs/schema/manifest.schema.json for editors; the defaults here are those written there.
#pragma once

#include <dovetail/host/configuration.hpp>
#include <dovetail/host/fault.hpp>
#include <dovetail/host/isolation.hpp>
#include <dovetail/host/log.hpp>
#include <dovetail/host/mapping.hpp>
#include <dovetail/host/plugin_trust.hpp>
#include <dovetail/host/secret.hpp>
#include <dovetail/host/transport_settings.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// The newest layout of manifest.json this library reads.
inline constexpr std::int64_t newest_manifest_version = 1;

/// A manifest is written by hand; a larger file is something else.
inline constexpr std::size_t max_manifest_bytes = std::size_t{4} * 1024 * 1024;

/// What happens before a swap when a new version maps recent records otherwise than the old one.
enum class canary_mode
{
    off,    ///< nothing is compared
    show,   ///< the differences are shown and the swap goes on
    require ///< a difference refuses the swap
};

/// How plugins are swapped while the host runs (P6).
struct swap_settings
{
    std::chrono::milliseconds drain{30'000};     ///< until the old version rests; then: cancelled
    std::chrono::milliseconds probation{30'000}; ///< how long the new version can be rolled back
    canary_mode canary = canary_mode::show;
    std::uint32_t max_retired = 64; ///< generations that stay mapped here; then swaps are refused
};

struct plugins_settings
{
    std::vector<std::filesystem::path> search;            ///< absolute, in the order of preference
    std::map<std::string, std::string, std::less<>> pins; ///< plugin id to the version wanted
    std::filesystem::path isolation_program{}; ///< absolute; empty: found beside the host
    trust_settings trust{};                    ///< "trust", at the top of the manifest
    std::optional<bool> check{}; ///< whether calls are checked; nothing: see checking_for
    bool watch = false; ///< a newer version that appears in a folder of `search` is swapped in
    swap_settings swap{};
};

struct connection_settings
{
    std::string name;
    std::string plugin; ///< id
    configuration settings{};
    host::isolation isolation{};
    http_settings http{};
    auth_settings auth{};
    budget_settings budget{};
    retry_settings retry{};
};

struct mapping_settings
{
    std::string name;
    std::string plugin; ///< id
    configuration settings{};
    host::isolation isolation{};
};

/// Which records of a side cross first when a member turns sync on (E3, E4).
enum class first_crossing
{
    changed,               ///< created or changed in the last `backfill`, and all that follows
    created_after_enabling ///< only what is created once sync is on
};

struct side_settings
{
    std::string connection;
    host::first_crossing first_crossing = host::first_crossing::changed;
    std::chrono::hours backfill{24}; ///< used with `changed`
    bool read_only = false;          ///< nothing is ever written there
};

/// Who wins when both sides changed the same field (C4).
enum class conflict_winner
{
    latest,
    left,
    right
};

struct conflict_settings
{
    conflict_winner fallback = conflict_winner::latest;           ///< key "default"
    std::map<std::string, conflict_winner, std::less<>> fields{}; ///< by canonical field
};

/// Deleted on one side, edited on the other (C5).
enum class delete_versus_edit
{
    deletion,
    edit
};

/// Deletes stop when more than this many and this share of the links vanish in one pass (C8).
struct mass_delete_settings
{
    std::uint32_t more_than = 20;
    std::uint32_t percent = 25;
};

struct history_settings
{
    std::chrono::days age{90}; ///< key "days"
    std::uint64_t entries = 1'000'000;
};

/// When an update asks the server to refuse if the record changed meanwhile.
enum class conditional_writes
{
    contested, ///< only where both sides were seen to change; elsewhere it would cost requests
    always
};

struct sync_settings
{
    std::string name;
    side_settings left;
    side_settings right;
    std::string mapping;
    std::chrono::milliseconds interval{10'000}; ///< between two passes
    conflict_settings conflict{};
    host::delete_versus_edit delete_versus_edit = host::delete_versus_edit::deletion;
    mass_delete_settings mass_delete{};
    history_settings history{};
    host::conditional_writes conditional_writes = host::conditional_writes::contested;
    std::uint32_t parallel_writes = 4;
    std::optional<side> owner_flow = side::left; ///< whose owner changes cross (C6); none: nobody's

    /// Whether one of its sides is that connection.
    bool has(std::string_view connection) const noexcept
    {
        return left.connection == connection || right.connection == connection;
    }
};

struct state_settings
{
    /// Relative to the folder of the manifest.
    static constexpr const char* default_path = "var/state/dovetail.db";

    std::filesystem::path path; ///< absolute
};

enum class log_format
{
    human,
    json
};

struct log_settings
{
    log_level level = log_level::info;
    log_format format = log_format::human;
};

/// A whole manifest. Every name in it (of a connection, mapping, side) is known to exist.
struct manifest
{
    std::filesystem::path file; ///< absolute; relative paths in it stand below its folder
    plugins_settings plugins{};
    std::vector<connection_settings> connections{}; ///< in the order of the file, as all below
    std::vector<mapping_settings> mappings{};
    std::vector<sync_settings> syncs{};
    state_settings state{};
    log_settings log{};

    const connection_settings* find_connection(std::string_view name) const noexcept;
    const mapping_settings* find_mapping(std::string_view name) const noexcept;
    const sync_settings* find_sync(std::string_view name) const noexcept;
};

struct manifest_options
{
    bool strict = false;   ///< warnings are errors
    bool own_only = false; ///< a file of another user (but root) is refused: nobody asked for it
};

/// What came of reading a manifest: all faults in the order of the file, and the values if none of
/// the faults is an error.
struct manifest_report
{
    std::optional<manifest> value{};
    std::vector<fault> faults{};

    bool ok() const noexcept { return value.has_value(); }
    /// The errors as one; code "manifest".
    error failure() const { return to_error("manifest", faults); }
};

/// Reads a manifest from a file. Never throws on any content; touches no other file.
manifest_report load_manifest(const std::filesystem::path& file, manifest_options options = {});

/// The same for a text that stands for `file`.
manifest_report parse_manifest(std::string_view text, const std::filesystem::path& file,
                               manifest_options options = {});

/// Whether each secret the manifest names can be read, and whether its files are private; the
/// values are dropped at once. Faults stand where the manifest names the secret.
std::vector<fault> check_secrets(const manifest& value);

} // namespace dovetail::host
