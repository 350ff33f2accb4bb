// SPDX-License-Identifier: Apache-2.0
// The real state, with a disk that may be full, answers that may be lost, and a host that may die
// at a commit.
#pragma once

#include <simulation/fault_class.hpp>
#include <simulation/trace.hpp>

#include <dovetail/sync/store.hpp>

#include <cstdint>
#include <memory>
#include <stdexcept>

namespace dovetail::simulation {

/// Thrown where a host dies; nothing of it may go on.
struct host_died : std::runtime_error
{
    host_died() : std::runtime_error("the host died") {}
};

/// When a host dies at a commit: counted over the whole run, or by chance.
class commit_fate
{
public:
    enum class fate
    {
        normal,
        die_before,
        die_after,
        full,
        in_doubt
    };

    explicit commit_fate(faults& faulty) : faults_(faulty) {}

    /// Crash points are visited one by one: the host dies at the n-th boundary from 1 on, where
    /// each commit has two; 0: by chance only.
    void die_at(std::uint64_t boundary) noexcept { die_at_ = boundary; }
    std::uint64_t boundaries() const noexcept { return boundaries_; }

    fate draw();

    bool dead() const noexcept { return dead_; }
    void die() noexcept { dead_ = true; }
    void revive() noexcept { dead_ = false; }

private:
    faults& faults_;
    std::uint64_t die_at_ = 0;
    std::uint64_t boundaries_ = 0;
    bool dead_ = false;
};

/// `real`, as its host finds it. Persons (control) use the real one.
sync::state make_faulty(const sync::state& real, commit_fate& fate, trace& seen);

} // namespace dovetail::simulation
