// SPDX-License-Identifier: Apache-2.0
#include "app/working_syncs.hpp"

#include <utility>

namespace dovetail::app {

outcome_of<working_syncs> working_syncs::open(const setup& base, std::string_view name)
{
    auto chosen = chosen_syncs(base.manifest, name);
    if (!chosen) return chosen.error();
    auto opened = open_state(base.manifest.state.path, state_access::exclusively);
    if (!opened) return opened.error();
    std::vector<sync_names> names;
    for (const auto* sync : *chosen)
        names.push_back(sync_names::of(*sync));
    return working_syncs{std::move(*chosen), std::move(names), std::move(*opened)};
}

std::vector<std::string> working_syncs::called() const
{
    std::vector<std::string> all;
    for (const auto* sync : settings)
        all.push_back(sync->name);
    return all;
}

} // namespace dovetail::app
