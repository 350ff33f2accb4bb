// SPDX-License-Identifier: Apache-2.0
#include "app/swap_memory.hpp"

#include <dovetail/host/semantic_version.hpp>

#include <algorithm>
#include <chrono>

namespace dovetail::app {
namespace {

/// Differences are users' texts: only the newest swap keeps them.
void forget_differences(std::vector<swap::record>& swaps)
{
    for (std::size_t at = 0; at + 1 < swaps.size(); ++at)
        swaps[at].differences.clear();
}

void remove(std::vector<set_aside_version>& from, const std::string& plugin,
            const std::string& version)
{
    std::erase_if(from,
                  [&](const auto& one) { return one.plugin == plugin && one.version == version; });
}

bool is_older(const std::string& one, const std::string& other)
{
    const auto left = host::semantic_version::parse(one);
    const auto right = host::semantic_version::parse(other);
    return left && right && *left < *right;
}

std::chrono::system_clock::time_point to_time(sync::instant_us at)
{
    return std::chrono::system_clock::time_point(std::chrono::microseconds(at));
}

} // namespace

void swap_memory::put_aside(set_aside_version version)
{
    remove(set_aside, version.plugin, version.version);
    set_aside.push_back(std::move(version));
}

void swap_memory::end_trial(const std::string& plugin)
{
    std::erase_if(trials, [&](const auto& one) { return one.plugin == plugin; });
}

void swap_memory::note(const swap::record& now, sync::instant_us at)
{
    const auto known = std::ranges::find(swaps, now.id, &swap::record::id);
    if (known == swaps.end())
        swaps.push_back(now);
    else
        *known = now;
    if (swaps.size() > swaps_kept) swaps.erase(swaps.begin());
    forget_differences(swaps);
    switch (now.now()) {
    case swap::state::flipping:
        end_trial(now.plugin);
        trials.push_back({now.plugin, now.to, 0, true});
        break;
    case swap::state::kept:
        end_trial(now.plugin);
        remove(set_aside, now.plugin, now.to);
        if (is_older(now.to, now.from))
            put_aside({now.plugin, now.from, "somebody went back to version " + now.to, at});
        break;
    case swap::state::rolled_back:
        end_trial(now.plugin);
        put_aside({now.plugin, now.to, "it was rolled back: " + now.reason(), at});
        break;
    case swap::state::cancelled:
        end_trial(now.plugin);
        break;
    default:
        break;
    }
}

std::vector<std::string> swap_memory::begin(sync::instant_us at)
{
    std::vector<std::string> told;
    for (auto& one : swaps) {
        if (is_over(one.now())) continue;
        const auto before = one.now();
        one.steps.push_back({swap::state::interrupted, to_time(at),
                             "the host ended while it was " + std::string(to_string(before))});
        told.push_back("the swap of " + one.plugin + " to " + one.to +
                       " was interrupted: the host ended while it was " +
                       std::string(to_string(before)));
    }
    for (auto& trial : trials)
        if (trial.running) ++trial.deaths;
    for (const auto& trial : trials) {
        if (trial.deaths <= deaths_forgiven) continue;
        const std::string reason =
            "the host ended " + std::to_string(trial.deaths) + " times while it was on probation";
        told.push_back("version " + trial.version + " of " + trial.plugin +
                       " is set aside: " + reason);
        put_aside({trial.plugin, trial.version, reason, at});
    }
    std::erase_if(trials, [](const auto& one) { return one.deaths > deaths_forgiven; });
    for (auto& trial : trials)
        trial.running = true;
    return told;
}

void swap_memory::end()
{
    for (auto& trial : trials)
        trial.running = false;
}

const swap::record* swap_memory::under_way() const noexcept
{
    for (const auto& one : swaps)
        if (!is_over(one.now())) return &one;
    return nullptr;
}

const swap::record* swap_memory::find(std::string_view request) const noexcept
{
    for (const auto& one : swaps)
        if (one.id == request) return &one;
    return nullptr;
}

std::vector<host::version_set_aside> swap_memory::for_search() const
{
    std::vector<host::version_set_aside> all;
    for (const auto& one : set_aside)
        all.push_back({one.plugin, one.version, one.reason});
    return all;
}

} // namespace dovetail::app
