// SPDX-License-Identifier: Apache-2.0
// The plugin a subcommand is about, from the one path its user gives.
#pragma once

#include "plugin_tool/program.hpp"

#include <dovetail/host/fault.hpp>
#include <dovetail/host/plugin_manifest.hpp>

#include <filesystem>
#include <memory>
#include <vector>

namespace dovetail::plugin_tool {

/// A plugin on disk. Nothing of it has run.
struct subject
{
    std::filesystem::path manifest_file{};                ///< empty: there is none
    std::filesystem::path library{};                      ///< empty: the manifest does not tell
    std::shared_ptr<const host::plugin_manifest> about{}; ///< null: none, or one with errors
    std::vector<host::fault> faults{};                    ///< of the manifest
};

/// `file` is a plugin manifest (`*.plugin.json`), or a library; a library `x.so` is described by
/// the `x.plugin.json` beside it, if there is one. Failure: the file does not exist.
app::outcome_of<subject> find_subject(const std::filesystem::path& file);

/// As find_subject, for those who need a manifest without errors.
app::outcome_of<subject> find_described_subject(const std::filesystem::path& file);

} // namespace dovetail::plugin_tool
