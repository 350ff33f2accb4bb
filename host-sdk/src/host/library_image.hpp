// SPDX-License-Identifier: Apache-2.0
// A plugin's library in memory: read once, then hashed, checked and copied from there, so that what
// was checked is what is copied.
#pragma once

#include <dovetail/host/plugin_check.hpp>

#include <string>

namespace dovetail::host {

struct library_image
{
    plugin_judgement judgement;
    std::string bytes; ///< what was judged; of no use when there is a problem
};

/// judge_plugin, and the bytes it was about.
library_image examine(const plugin_manifest& about, const trust_settings& trust);

} // namespace dovetail::host
