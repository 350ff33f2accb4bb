// SPDX-License-Identifier: Apache-2.0
// What the commands that sync begin with.
#pragma once

#include "app/failure.hpp"
#include "app/setup.hpp"
#include "app/state_file.hpp"
#include "app/sync_names.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::app {

/// The syncs that were asked for, and their state, which is this process's alone.
struct working_syncs
{
    std::vector<const host::sync_settings*> settings; ///< of the manifest, which outlives them
    std::vector<sync_names> names;                    ///< in the same order
    opened_state opened;

    /// `name`: of one sync; empty: all of the manifest.
    static outcome_of<working_syncs> open(const setup& base, std::string_view name);

    /// What the manifest calls them.
    std::vector<std::string> called() const;
};

} // namespace dovetail::app
