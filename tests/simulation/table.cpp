// SPDX-License-Identifier: Apache-2.0
#include <simulation/table.hpp>

#include <fmt/format.h>

#include <numeric>

namespace dovetail::simulation {

void table::add(const run_result& one)
{
    ++seeds_;
    requests_ += one.requests;
    passes_ += one.passes;
    checks_ += one.checks;
    tasks_ += one.tasks;
    virtual_seconds_ += one.virtual_seconds;
    for (std::size_t i = 0; i < user_actions; ++i)
        actions_[i] += one.actions_by_kind[i];
    for (std::size_t i = 0; i < fault_classes; ++i) {
        faults_[i] += one.faults[i];
        runs_with_[i] += one.faults[i] != 0 ? 1 : 0;
    }
    ++policies_[one.policy];
    met_.merge(one.met);
    if (!one.broken) return;
    ++failures_;
    ++broken_[one.broken->law];
}

void table::print(double seconds, int times) const
{
    fmt::print("\n{:<28}{:>12}\n", "seeds", seeds_);
    fmt::print("{:<28}{:>12}\n", "runs of each seed", times);
    fmt::print("{:<28}{:>12}\n", "user actions",
               std::accumulate(actions_.begin(), actions_.end(), std::uint64_t{0}));
    for (std::size_t i = 0; i < user_actions; ++i)
        fmt::print("  {:<26}{:>12}\n", name_of(static_cast<user_action>(i)), actions_[i]);
    fmt::print("{:<28}{:>12}\n{:<28}{:>12}\n{:<28}{:>12}\n{:<28}{:>12}\n{:<28}{:>12.0f}\n",
               "tasks of users", tasks_, "passes", passes_, "requests", requests_,
               "effects held against laws", checks_, "virtual hours", virtual_seconds_ / 3600);
    fmt::print("{:<28}{:>12}{:>12}\n", "faults by class",
               std::accumulate(faults_.begin(), faults_.end(), std::uint64_t{0}), "in runs");
    for (std::size_t i = 0; i < fault_classes; ++i)
        fmt::print("  {:<26}{:>12}{:>12}\n", name_of(static_cast<fault_class>(i)), faults_[i],
                   runs_with_[i]);
    fmt::print("policies\n");
    for (const auto& [name, count] : policies_)
        fmt::print("  {:<38}{:>12}\n", name, count);
    met_.print([](const std::string& text) { fmt::print("{}\n", text); });
    fmt::print("{:<28}{:>12.0f}\n", "seeds an hour", static_cast<double>(seeds_) / seconds * 3600);
    fmt::print("{:<28}{:>12}\n", "failures", failures_);
    for (const auto& [law, count] : broken_)
        fmt::print("  law {:<22}{:>12}\n", law, count);
}

} // namespace dovetail::simulation
