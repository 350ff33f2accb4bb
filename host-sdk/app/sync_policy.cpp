// SPDX-License-Identifier: Apache-2.0
#include "app/sync_policy.hpp"

#include <algorithm>

namespace dovetail::app {
namespace {

sync::first_crossing to_first_crossing(host::first_crossing wanted)
{
    return wanted == host::first_crossing::changed ? sync::first_crossing::modified_recently
                                                   : sync::first_crossing::created_after_enabling;
}

sync::winner to_winner(host::conflict_winner wanted)
{
    switch (wanted) {
    case host::conflict_winner::left:
        return sync::winner::left;
    case host::conflict_winner::right:
        return sync::winner::right;
    case host::conflict_winner::latest:
        break;
    }
    return sync::winner::latest;
}

} // namespace

sync::policy to_policy(const host::sync_settings& wanted)
{
    sync::policy rules;
    rules.first = {to_first_crossing(wanted.left.first_crossing),
                   to_first_crossing(wanted.right.first_crossing)};
    // One window for both sides: the longer one where a side that crosses what changed names it.
    std::chrono::hours window{0};
    for (const auto* side : {&wanted.left, &wanted.right})
        if (side->first_crossing == host::first_crossing::changed)
            window = std::max(window, side->backfill);
    rules.backfill_window = window;
    rules.read_only = {wanted.left.read_only, wanted.right.read_only};
    rules.conflict = to_winner(wanted.conflict.fallback);
    for (const auto& [field, winner] : wanted.conflict.fields)
        rules.conflict_by_field.emplace(field, to_winner(winner));
    rules.delete_versus_edit = wanted.delete_versus_edit == host::delete_versus_edit::edit
                                   ? sync::delete_policy::edit
                                   : sync::delete_policy::deletion;
    rules.mass_delete = {wanted.mass_delete.more_than, wanted.mass_delete.percent};
    rules.interval = wanted.interval;
    rules.parallel_writes = wanted.parallel_writes;
    rules.conditional = wanted.conditional_writes == host::conditional_writes::always
                            ? sync::conditional_writes::always
                            : sync::conditional_writes::cheap;
    rules.owner_flow = wanted.owner_flow;
    rules.history_age = wanted.history.age;
    rules.history_entries = wanted.history.entries;
    return rules;
}

} // namespace dovetail::app
