// SPDX-License-Identifier: Apache-2.0
// What a plugin's library is, read from its file before any of its code runs.
#pragma once

#include <dovetail/host/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dovetail::host {

/// Libraries above this are not plugins (or carry megabytes of debug information that belongs into
/// a separate file): a bound for memory.
inline constexpr std::size_t max_library_bytes = std::size_t{256} * 1024 * 1024;

/// What the dynamic loader would see.
struct library_facts
{
    std::string sha256;                ///< hexadecimal, lower case
    std::uint64_t size = 0;            ///< bytes
    std::string machine{};             ///< e.g. "x86-64"
    std::vector<std::string> needed{}; ///< libraries it loads, as it names them
    /// Folders in which it wants them looked for (DT_RUNPATH, DT_RPATH), as it names them.
    std::vector<std::string> run_path{};
    std::vector<std::string> exported{};
    std::vector<std::string> unique{}; ///< of these, the STB_GNU_UNIQUE ones
};

/// Reads a library without running it.
///
/// Errors    config: plugin_library_missing, plugin_not_elf (also: no shared library),
///           plugin_truncated, plugin_machine (also: 32-bit, another byte order).
result<library_facts> inspect_library(const std::filesystem::path& file);

/// Whether it may be loaded as a plugin: dovetail_plugin_entry and nothing else is exported, no
/// symbol is STB_GNU_UNIQUE, which would tie all generations of a plugin together, and what else it
/// loads does not depend on where it or its host stands: a plugin runs from a private copy, so a
/// place relative to it ($ORIGIN) is not where its author meant, and one relative to the current
/// folder is whatever that is.
///
/// Errors    config: plugin_exports, plugin_unique_symbols, plugin_run_path.
result<void> accept_library(const library_facts& facts);

/// Where the dynamic loader would find a library that one with this run path needs: among those
/// that are loaded, in the run path, LD_LIBRARY_PATH, the loader's cache, and its default folders.
/// Nothing is loaded. Empty: nowhere. Source: ld.so(8).
std::filesystem::path find_needed(const std::string& name,
                                  const std::vector<std::string>& run_path);

} // namespace dovetail::host
