// SPDX-License-Identifier: Apache-2.0
// The swap of a plugin as a pure state machine: what came of the last action in, the next one out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::swap {

/// Where a swap stands. Those from `kept` on are over.
enum class state : std::uint32_t
{
    requested,   ///< somebody, or a watched folder, asked for it
    verifying,   ///< the new version is looked for, and its files are compared with their digest
    loading,     ///< a private copy is mapped, and the contract negotiated
    checking,    ///< the new generation takes the configuration and the stored cursors
    comparing,   ///< recent records through both generations (the canary)
    draining,    ///< what runs on the old generation ends, and nothing new begins there
    flipping,    ///< the new generation takes over
    probation,   ///< the new generation works, the old one stands by
    reverting,   ///< the new one failed: it is drained, and the old one takes over again
    kept,        ///< over: the new generation runs, the old one is retired
    refused,     ///< over: the new one was not good enough; the old one never stopped
    cancelled,   ///< over: the old one did not come to rest in time, and goes on
    rolled_back, ///< over: the old one runs again, the new one is set aside
    interrupted  ///< over: the host ended first
};

/// The word for a state, as the log, `status` and JSON print it.
std::string_view to_string(state value) noexcept;
/// The other way round.
std::optional<state> parse_state(std::string_view word) noexcept;

constexpr bool is_over(state value) noexcept
{
    return value >= state::kept;
}

/// Whether the new generation has taken over, and it was not yet decided whether it stays.
constexpr bool is_on_trial(state value) noexcept
{
    return value == state::probation || value == state::reverting;
}

/// What the driver is to do on entering a state.
enum class action : std::uint32_t
{
    nothing,
    verify,
    load,
    check,
    compare,
    drain,  ///< close the gates and wait until all is at rest
    flip,   ///< exchange the generations and open the gates
    watch,  ///< wait for the end of probation
    retire, ///< let the old generation go
    revert, ///< drain the new generation, exchange back, open the gates
    drop,   ///< let the new generation go; the old one was never touched
    reopen  ///< as drop, and open the gates: the old one goes on
};

/// What came of an action.
enum class outcome : std::uint32_t
{
    done,
    failed,
    timed_out,
    stopped ///< the host ends
};

/// How the swap goes about it.
struct course
{
    bool compare = true;    ///< with the canary
    bool exclusive = false; ///< the old generation rests before the new one is made; no canary then
};

struct step
{
    state to = state::requested;
    action then = action::nothing;

    bool operator==(const step&) const = default;
};

/// The next step. Total: every state takes every outcome; a state that is over stays as it is.
///
/// Never forced: what cannot be brought to rest in time is left running, on the side where it is. A
/// failure before the flip leaves the old generation alone; one after it brings it back.
step advance(state now, outcome what, const course& how) noexcept;

} // namespace dovetail::swap
