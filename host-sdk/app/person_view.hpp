// SPDX-License-Identifier: Apache-2.0
// What a person's command looks at: one sync, its state, and the words for its parts.
#pragma once

#include "app/failure.hpp"
#include "app/setup.hpp"
#include "app/state_file.hpp"
#include "app/sync_names.hpp"

#include <dovetail/sync/control.hpp>

#include <map>
#include <string>
#include <string_view>

namespace dovetail::app {

/// One sync, opened for a person. Works beside a running host.
struct person_view
{
    const host::sync_settings* settings = nullptr;
    sync_names names;
    opened_state opened;
    sync::control control;

    /// `name`: of the sync; empty: the only one.
    static outcome_of<person_view> open(const setup& base, std::string_view name,
                                        state_access access);

    /// The member's id by name or key. Error: failed, naming the remedy.
    outcome_of<sync::member> member(std::string_view who);

    /// What members are called, by id.
    outcome_of<std::map<sync::member_id, std::string>> member_names();
};

/// An error of `control`: the store's are about the state file, the rest is what was asked for.
failure of_control(host::error error);

} // namespace dovetail::app
