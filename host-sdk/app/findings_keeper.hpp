// SPDX-License-Identifier: Apache-2.0
// Keeps the broken rules of a running host in its state.
#pragma once

#include "app/contract_facts.hpp"
#include "app/repeated.hpp"

#include <dovetail/sync/store.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dovetail::app {

/// Stores what was found within a second, and at its end; a host whose plugins keep the contract
/// writes nothing. Errors of the state are not worth a host's end: the next second may succeed.
///
/// Lifetime  `found` outlives it.
class findings_keeper
{
public:
    findings_keeper(const host::contract_findings& found, std::shared_ptr<sync::state_store> store,
                    std::vector<std::string> syncs);
    findings_keeper(const findings_keeper&) = delete;
    findings_keeper& operator=(const findings_keeper&) = delete;
    ~findings_keeper();

private:
    void store_what_is_new();

    const host::contract_findings& found_;
    std::shared_ptr<sync::state_store> store_;
    std::vector<std::string> syncs_;
    std::vector<host::contract_finding> earlier_; ///< of earlier runs
    std::uint64_t stored_ = 0;                    ///< breaches that are in the state
    repeated storing_;
};

} // namespace dovetail::app
