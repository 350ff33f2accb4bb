// SPDX-License-Identifier: Apache-2.0
// A plugin's library in memory: read once, then hashed, checked and copied from there, so that what
// was checked is what is copied.
#pragma once

#include <dovetail/host/library_facts.hpp>
#include <dovetail/host/plugin_manifest.hpp>

#include <string>
#include <vector>

namespace dovetail::host {

struct library_image
{
    std::string bytes;
    library_facts facts;
    std::vector<std::string> warnings{}; ///< e.g. others may write to the file
};

/// Reads a library and what it is; errors as inspect_library.
result<library_image> read_library(const std::filesystem::path& file);

/// What can be judged about a plugin without running it: contract versions, needs, library, digest,
/// ELF, exports. The message says what is wrong, without naming the plugin.
result<library_image> examine(const plugin_manifest& about);

} // namespace dovetail::host
