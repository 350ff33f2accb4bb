// SPDX-License-Identifier: Apache-2.0
// What a seed says about a run before it begins: policies, template, people, paces.
#pragma once

#include <simulation/network.hpp>
#include <simulation/values.hpp>

#include <dovetail/sync/policy.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace dovetail::simulation {

struct scenario
{
    std::uint64_t seed = 1;
    std::uint64_t actions = 200;
    std::int64_t start_us = 0; ///< any day of the year, leap days and changes of the clocks too
    sync::policy rules{};
    subject_template subject{};
    skews skewed{};
    std::int64_t page_size = 0;            ///< of Salesforce's answers; 0: its own
    bool conditional_always = false;       ///< conflict-safe even inside the window of one pass
    std::vector<std::string> members{};    ///< on from the beginning
    std::vector<std::string> latecomers{}; ///< enabled later, perhaps
    std::int64_t mean_pause_ms = 5'000;    ///< between two actions of users

    /// `off`: fault classes that the run must not have, whatever the seed says.
    static scenario draw(std::uint64_t seed, std::uint64_t actions, faults& faulty);

    /// The policy in a word or two, for the matrix.
    std::string policy_name() const;
};

} // namespace dovetail::simulation
