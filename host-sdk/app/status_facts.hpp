// SPDX-License-Identifier: Apache-2.0
// What a running host leaves in the state for `dovetail status`: how much of each server's request
// budget is gone, and which plugins run.
#pragma once

#include "app/composition.hpp"
#include "app/repeated.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/sync/store.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dovetail::app {

/// One connection as a running host last saw it.
struct connection_fact
{
    std::string plugin; ///< id and version
    host::budget_state budget;
    sync::instant_us at = 0;
};

/// No value: no host has run with that connection yet, or the fact is not readable.
std::optional<connection_fact> stored_connection(sync::state_store& store, const std::string& sync,
                                                 const std::string& connection);

/// Stores one. Errors of the state are not worth a command's end: the next one may succeed.
void store_connection(sync::state_store& store, const std::string& sync,
                      const open_connection& now);

/// Keeps the facts current while `run` goes on: at the beginning, and then only when a number moved
/// by a percent of its limit, so that an idle host does not write.
class budget_keeper
{
public:
    budget_keeper(const composition& host, const sync::state& state,
                  std::span<const host::sync_settings* const> syncs);
    budget_keeper(const budget_keeper&) = delete;
    budget_keeper& operator=(const budget_keeper&) = delete;

private:
    void store_what_moved();

    const composition& host_;
    std::shared_ptr<sync::state_store> store_;
    std::vector<const host::sync_settings*> syncs_;
    std::map<std::string, host::budget_state> stored_;
    repeated storing_;
};

} // namespace dovetail::app
