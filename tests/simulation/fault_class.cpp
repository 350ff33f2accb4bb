// SPDX-License-Identifier: Apache-2.0
#include <simulation/fault_class.hpp>

#include <simulation/virtual_time.hpp>

#include <algorithm>

namespace dovetail::simulation {

namespace {

struct about
{
    std::string_view name;
    double most; ///< the largest probability that is drawn, for each occasion
};

/// In the order of the enumeration. Requests are many, a run's own properties are drawn once.
constexpr std::array<about, fault_classes> known{{
    {"never_sent", 0.1},        {"lost_request", 0.08},
    {"lost_answer", 0.08},      {"late_commit", 0.05},
    {"duplicated", 0.1},        {"slow", 0.1},
    {"unauthorized", 0.03},     {"limit_exceeded", 0.02},
    {"throttled", 0.03},        {"throttled_wait", 0.03},
    {"error_before", 0.06},     {"error_after", 0.06},
    {"maintenance_page", 0.04}, {"cut_answer", 0.06},
    {"senseless_answer", 0.03}, {"crash", 0.06},
    {"crash_in_commit", 0.05},  {"disk_full", 0.05},
    {"commit_in_doubt", 0.05},  {"tokens_expired", 0.03},
    {"row_locked", 0.05},       {"validation_rule", 0.03},
    {"visible_late", 0.2},      {"clock_skew", 1},
    {"small_pages", 1},
}};

} // namespace

std::string_view name_of(fault_class which) noexcept
{
    return known[static_cast<std::size_t>(which)].name;
}

std::size_t find_fault_class(std::string_view name) noexcept
{
    const auto* const found = std::find_if(known.begin(), known.end(),
                                           [name](const about& one) { return one.name == name; });
    return static_cast<std::size_t>(found - known.begin());
}

faults::faults(std::uint64_t seed, const fault_switches& off) : dice_(seed, "faults")
{
    dice plan(seed, "which faults");
    const bool none = plan.one_in(5);
    for (std::size_t i = 0; i < fault_classes; ++i) {
        const bool drawn = plan.one_in(2);
        const double share = plan.share() * known[i].most;
        if (!none && drawn && !off[i]) share_[i] = known[i].most == 1 ? 1 : share;
    }
}

bool faults::strikes(fault_class which)
{
    const auto i = at(which);
    if (stopped_ || share_[i] <= 0 || !dice_.chance(share_[i])) return false;
    ++counts_[i];
    last_ = i;
    last_us_ = virtual_time::now();
    return true;
}

bool faults::none() const noexcept
{
    return std::all_of(share_.begin(), share_.end(), [](double one) { return one <= 0; });
}

std::size_t faults::lately(std::int64_t within_us) const noexcept
{
    return virtual_time::now() - last_us_ <= within_us ? last_ : fault_classes;
}

} // namespace dovetail::simulation
