// SPDX-License-Identifier: Apache-2.0
// One run of one seed, from the first user to the last law.
#pragma once

#include <simulation/fault_class.hpp>
#include <simulation/ledger.hpp>
#include <simulation/matrix.hpp>
#include <simulation/plugins.hpp>
#include <simulation/users.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::simulation {

struct run_options
{
    std::uint64_t seed = 1;
    std::uint64_t actions = 200; ///< of users; the faults go on for as long
    fault_switches off{};        ///< classes that this run must not have
    bool keep_trace = false;     ///< lines for people, beside the hash
    std::uint64_t die_at = 0;    ///< crash point: the boundary of a commit; 0: none
};

struct run_result
{
    std::optional<violation> broken{};
    std::uint64_t hash = 0;
    std::uint64_t actions = 0;
    std::array<std::uint64_t, user_actions> actions_by_kind{};
    fault_counts faults{};
    std::uint64_t requests = 0;
    std::uint64_t passes = 0;
    std::uint64_t checks = 0; ///< effects held against the laws
    std::uint64_t tasks = 0;
    std::uint64_t boundaries = 0; ///< of commits: crash points
    double virtual_seconds = 0;
    std::string policy{};
    matrix met{};
    std::vector<std::string> timeline{}; ///< of the task concerned, where the trace was kept
    std::vector<std::string> whole{};    ///< everything, likewise
};

/// Deterministic: the same options give the same result, hash included. Not for two threads.
run_result run(plugins& code, const run_options& options);

} // namespace dovetail::simulation
