// SPDX-License-Identifier: Apache-2.0
// Configurations made from a plugin's own JSON Schema.
#pragma once

#include <dovetail/host/plugin_manifest.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::judge {

/// A configuration that the schema accepts: defaults, examples, and the first simple value that
/// fits. Nothing: none was found.
std::optional<std::string> sample_configuration(const host::plugin_manifest& about);

/// A configuration with one member changed.
struct variant
{
    std::string json;
    std::string change; ///< e.g. "/path is 7"
    bool accepted;      ///< by the schema
};

/// `base` with every member that it or the schema names left out, and set to values of every type
/// and to the ends of its range, one at a time, to a depth of a few; at most a thousand.
std::vector<variant> vary_configuration(const host::plugin_manifest& about,
                                        const std::string& base);

} // namespace dovetail::judge
