// SPDX-License-Identifier: Apache-2.0
// What hosts that ran with this manifest remember of plugins, for commands that look at plugins.
#pragma once

#include "app/contract_facts.hpp"
#include "app/setup.hpp"
#include "app/swap_memory.hpp"

#include <string_view>
#include <vector>

namespace dovetail::app {

struct plugin_memory
{
    swap_memory swaps;
    std::vector<host::contract_finding> findings; ///< the latest first

    /// Reads the state. What cannot be read is complained of, and is as if it had never been:
    /// looking at plugins is what a person does when something is wrong. An `id` leaves that plugin
    /// alone.
    static plugin_memory read(const setup& base, std::string_view id = {});
};

} // namespace dovetail::app
