// SPDX-License-Identifier: Apache-2.0
// What people call a sync and its sides.
#pragma once

#include <dovetail/host/manifest.hpp>
#include <dovetail/sync/state.hpp>

#include <string>

namespace dovetail::app {

struct sync_names
{
    std::string sync;
    sync::both<std::string> side; ///< names of the connections

    static sync_names of(const host::sync_settings& settings)
    {
        return {settings.name, {settings.left.connection, settings.right.connection}};
    }
};

} // namespace dovetail::app
