// SPDX-License-Identifier: Apache-2.0
// A bounded reader of ELF shared libraries. Source: System V ABI, gABI chapters 4 and 5, and the
// GNU extensions of elf(5): DT_GNU_HASH, STB_GNU_UNIQUE.
#pragma once

#include <dovetail/host/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// The dynamic part of a shared library.
struct elf_dynamic
{
    std::string machine{};               ///< e.g. "x86-64"
    std::vector<std::string> needed{};   ///< DT_NEEDED, DT_FILTER, DT_AUXILIARY: all it loads
    std::vector<std::string> run_path{}; ///< DT_RPATH and DT_RUNPATH, split at ':'
    std::vector<std::string> exported{}; ///< defined, visible symbols
    std::vector<std::string> unique{};   ///< of these, the STB_GNU_UNIQUE ones
};

/// Reads `bytes`, a whole file, as a shared library for the machine this program runs on. It looks
/// where the dynamic loader looks (program headers and the dynamic section; section headers may be
/// missing or lie), and never outside `bytes`, whatever they are.
///
/// Errors    config: plugin_not_elf, plugin_truncated, plugin_machine.
result<elf_dynamic> read_elf(std::string_view bytes);

} // namespace dovetail::host
