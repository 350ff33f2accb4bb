// SPDX-License-Identifier: Apache-2.0
// Broken rules of the contract in the state file: a running host writes them, `status` and
// `plugins` tell them. As with swaps (swap_facts.hpp), each sync has the same copy.
#pragma once

#include <dovetail/host/contract_findings.hpp>
#include <dovetail/sync/state.hpp>
#include <dovetail/sync/store.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace dovetail::app {

/// Findings that are remembered, the latest ones. A plugin that breaks more rules than that needs
/// no longer list.
inline constexpr std::size_t findings_kept = 20;

/// What was not seen for this long is forgotten: it was mended, or is of no interest any more.
inline constexpr std::chrono::hours finding_age{7 * 24};

/// The latest first; empty where there is none, or none that can be read.
std::vector<host::contract_finding> stored_findings(sync::state_store& store,
                                                    std::span<const std::string> syncs);

/// Writes all copies.
sync::result<void> store_findings(sync::state_store& store, std::span<const std::string> syncs,
                                  const std::vector<host::contract_finding>& all);

/// What an earlier run found and what this one did; the latest first. Generations count from 1 in
/// each run, so findings are the same when plugin, version, rule, culprit and call are.
std::vector<host::contract_finding> joined_findings(std::vector<host::contract_finding> earlier,
                                                    const std::vector<host::contract_finding>& now,
                                                    std::chrono::system_clock::time_point at);

} // namespace dovetail::app
