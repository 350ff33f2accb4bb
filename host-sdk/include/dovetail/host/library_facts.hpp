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
    std::vector<std::string> needed{}; ///< libraries it loads, as it names them
    std::vector<std::string> exported{};
    std::vector<std::string> unique{}; ///< of these, the STB_GNU_UNIQUE ones
};

/// Reads a library without running it.
///
/// Errors    config: plugin_library_missing, plugin_not_elf (also: no shared library),
///           plugin_truncated, plugin_machine (also: 32-bit, another byte order).
result<library_facts> inspect_library(const std::filesystem::path& file);

/// Whether it may be loaded as a plugin: dovetail_plugin_entry and nothing else is exported, and
/// no symbol is STB_GNU_UNIQUE, which would tie all generations of a plugin together.
///
/// Errors    config: plugin_exports, plugin_unique_symbols.
result<void> accept_library(const library_facts& facts);

} // namespace dovetail::host
