// SPDX-License-Identifier: Apache-2.0
// What the state remembers about swaps of plugins: the last ones, and versions not to be trusted.
#pragma once

#include <dovetail/host/plugin_search.hpp>
#include <dovetail/swap/record.hpp>
#include <dovetail/sync/state.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::app {

/// Swaps that are remembered; with their steps about a kilobyte each.
inline constexpr std::size_t swaps_kept = 20;

/// How often the host may end during the probation of a version before that version is set aside.
/// Once may be a coincidence: somebody stopped it, the machine went down.
inline constexpr std::uint32_t deaths_forgiven = 1;

/// A version that is chosen only for want of another, until a person swaps to it.
struct set_aside_version
{
    std::string plugin;
    std::string version;
    std::string reason;
    sync::instant_us at = 0;
};

/// A version whose probation is not over.
struct plugin_trial
{
    std::string plugin;
    std::string version;
    std::uint32_t deaths = 0; ///< of the host, meanwhile
    bool running = false;     ///< still set at the next start: the host did not end by itself
};

/// Values only; swap_facts reads and writes them.
struct swap_memory
{
    std::vector<swap::record> swaps{}; ///< the oldest first
    std::vector<set_aside_version> set_aside{};
    std::vector<plugin_trial> trials{};
    sync::instant_us stored_at = 0;

    /// A swap came further. What follows from that for trials and versions set aside is drawn, too.
    void note(const swap::record& now, sync::instant_us at);

    /// A host begins to run: swaps it finds unfinished were interrupted, and a version with which
    /// hosts keep dying is set aside. What is to be told, a sentence each.
    std::vector<std::string> begin(sync::instant_us at);

    /// The host ends by itself: no trial counts that against its version.
    void end();

    /// The trial of a version that goes on after a restart is over.
    void end_trial(const std::string& plugin);
    void put_aside(set_aside_version version);

    /// The swap that is under way; null: none is.
    const swap::record* under_way() const noexcept;
    const swap::record* find(std::string_view request) const noexcept;

    /// For the search.
    std::vector<host::version_set_aside> for_search() const;
};

} // namespace dovetail::app
