// SPDX-License-Identifier: Apache-2.0
#include "app/person_view.hpp"

#include "app/people.hpp"
#include "app/sync_policy.hpp"

#include <utility>

namespace dovetail::app {

outcome_of<person_view> person_view::open(const setup& base, std::string_view name,
                                          state_access access)
{
    const auto settings = one_sync(base.manifest, name);
    if (!settings) return settings.error();
    auto opened = open_state(base.manifest.state.path, access);
    if (!opened) return opened.error();
    sync::control control(opened->state, (*settings)->name, to_policy(**settings),
                          sync::system_clock_source());
    return person_view{*settings, sync_names::of(**settings), std::move(*opened),
                       std::move(control)};
}

outcome_of<sync::member> person_view::member(std::string_view who)
{
    auto found = control.find_member(who);
    // Members are stored by their address in lower case; a key is told exactly.
    if (!found) {
        auto folded = control.find_member(folded_address(who));
        if (folded) return std::move(*folded);
    }
    if (!found) return of_control(found.error());
    return std::move(*found);
}

outcome_of<std::map<sync::member_id, std::string>> person_view::member_names()
{
    auto members = control.members();
    if (!members) return of_control(members.error());
    std::map<sync::member_id, std::string> called;
    for (auto& one : *members)
        called.emplace(one.id, std::move(one.name));
    return called;
}

failure of_control(host::error error)
{
    if (error.code.starts_with("state_")) return failure::of_state(std::move(error));
    // "no such member" is nothing about the configuration: the request fails.
    return {exit_code::failed, std::move(error)};
}

} // namespace dovetail::app
