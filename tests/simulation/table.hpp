// SPDX-License-Identifier: Apache-2.0
// What many runs came to, for people.
#pragma once

#include <simulation/run.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace dovetail::simulation {

class table
{
public:
    /// Failures that are shrunk and told in full; of more only the law is named.
    static constexpr std::uint64_t explained = 3;

    void add(const run_result& one);
    std::uint64_t failures() const noexcept { return failures_; }

    /// `times`: how often each seed was run.
    void print(double seconds, int times) const;

private:
    std::uint64_t seeds_ = 0;
    std::uint64_t failures_ = 0;
    std::uint64_t requests_ = 0;
    std::uint64_t passes_ = 0;
    std::uint64_t checks_ = 0;
    std::uint64_t tasks_ = 0;
    double virtual_seconds_ = 0;
    std::array<std::uint64_t, user_actions> actions_{};
    fault_counts faults_{};
    std::array<std::uint64_t, fault_classes> runs_with_{};
    std::map<std::string, std::uint64_t> policies_;
    std::map<int, std::uint64_t> broken_;
    matrix met_;
};

} // namespace dovetail::simulation
