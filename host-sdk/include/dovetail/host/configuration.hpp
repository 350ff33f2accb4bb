// SPDX-License-Identifier: Apache-2.0
// What a manifest tells one plugin.
#pragma once

#include <memory>
#include <string>

namespace dovetail::host {

class json_source;

/// One JSON object for a plugin, and where it stands, so that a fault the plugin or its schema
/// finds in it is reported with its line in the manifest.
struct configuration
{
    std::string json = "{}";
    std::shared_ptr<const json_source> source{}; ///< null: it was not read from a file
    std::string pointer{};                       ///< of the object in `source`
};

} // namespace dovetail::host
