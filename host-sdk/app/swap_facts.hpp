// SPDX-License-Identifier: Apache-2.0
// Swaps in the state file: what a running host remembers, and what somebody asks of it.
//
// Facts belong to a sync, and a plugin may serve several: so each sync that runs has the same copy,
// and whoever looks at one of them sees all. The memory is written by the running host alone, the
// request by commands alone.
#pragma once

#include "app/swap_memory.hpp"

#include <dovetail/sync/store.hpp>

#include <optional>
#include <span>
#include <string>

namespace dovetail::app {

/// The newest of the copies; an empty one where there is none, or none that can be read.
swap_memory stored_swaps(sync::state_store& store, std::span<const std::string> syncs);

/// Writes all copies.
sync::result<void> store_swaps(sync::state_store& store, std::span<const std::string> syncs,
                               const swap_memory& all);

/// Leaves a request for the running host; a new one replaces one that was not taken yet.
sync::result<void> store_request(sync::state_store& store, std::span<const std::string> syncs,
                                 const swap::request& wanted);

/// Takes a request away, whether or not it was heard.
sync::result<void> withdraw_request(sync::state_store& store, std::span<const std::string> syncs);

/// A request that waits in one of the syncs; none, or one that cannot be read: no value.
std::optional<swap::request> stored_request(sync::state_store& store,
                                            std::span<const std::string> syncs);

} // namespace dovetail::app
