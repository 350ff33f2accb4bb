// SPDX-License-Identifier: Apache-2.0
// What a plugin says about itself once it is loaded.
#pragma once

#include "plugin_tool/program.hpp"

#include <dovetail/host/plugin_manifest.hpp>

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dovetail::plugin_tool {

/// One thing a plugin makes, configured; or why it could not be made.
struct made_thing
{
    std::string extension; ///< e.g. "dovetail.connector/1"
    std::vector<std::string> facts{};
    host::error problem{}; ///< class none: it was made
};

struct answers
{
    std::uint32_t abi_version = 0;
    std::vector<made_thing> things{};
};

/// Loads the plugin as a host does, and makes a connector and a mapper, as far as it has them, with
/// the configuration in a file (no name: `{}`). Runs the plugin's code. What it logs goes to
/// standard error. Failure: it cannot be loaded, or the file cannot be read.
app::outcome_of<answers> ask(const std::shared_ptr<const host::plugin_manifest>& about,
                             const std::string& configuration_file, console& out);

std::vector<std::string> lines_of(const answers& given);

boost::json::object to_json(const answers& given);

} // namespace dovetail::plugin_tool
