// SPDX-License-Identifier: Apache-2.0
#include "app/plugin_memory.hpp"

#include "app/state_file.hpp"
#include "app/swap_facts.hpp"
#include "app/text.hpp"

#include <fmt/format.h>

#include <string>

namespace dovetail::app {

plugin_memory plugin_memory::read(const setup& base, std::string_view id)
{
    plugin_memory out;
    std::vector<std::string> syncs;
    for (const auto& sync : base.manifest.syncs)
        syncs.push_back(sync.name);
    if (syncs.empty()) return out;
    const auto opened = open_state(base.manifest.state.path, state_access::read);
    if (!opened) {
        base.out.complain(fmt::format("dovetail: what hosts remember of plugins cannot be read: {}",
                                      printable(opened.error().error.message)));
        return out;
    }
    auto& store = *opened->state.store;
    out.swaps = stored_swaps(store, syncs);
    out.findings = stored_findings(store, syncs);
    if (id.empty()) return out;
    std::erase_if(out.swaps.set_aside, [&](const auto& one) { return one.plugin != id; });
    std::erase_if(out.findings, [&](const auto& one) { return one.plugin.id != id; });
    return out;
}

} // namespace dovetail::app
