// SPDX-License-Identifier: Apache-2.0
#include <dovetail/swap/state.hpp>

#include <array>

namespace dovetail::swap {
namespace {

constexpr std::array<std::string_view, 14> words{
    "requested", "verifying", "loading", "checking", "comparing", "draining",    "flipping",
    "probation", "reverting", "kept",    "refused",  "cancelled", "rolled_back", "interrupted"};

/// The way of a swap that goes well.
step onward(state now, const course& how) noexcept
{
    const step drain{state::draining, action::drain};
    const step check{state::checking, action::check};
    const step flip{state::flipping, action::flip};
    switch (now) {
    case state::requested:
        return {state::verifying, action::verify};
    case state::verifying:
        return {state::loading, action::load};
    case state::loading:
        return how.exclusive ? drain : check;
    case state::checking:
        if (how.exclusive) return flip;
        return how.compare ? step{state::comparing, action::compare} : drain;
    case state::comparing:
        return drain;
    case state::draining:
        return how.exclusive ? check : flip;
    case state::flipping:
        return {state::probation, action::watch};
    case state::probation:
        return {state::kept, action::retire};
    case state::reverting:
        return {state::rolled_back, action::retire};
    default:
        return {now, action::nothing};
    }
}

step astray(state now, outcome what, const course& how) noexcept
{
    switch (now) {
    case state::requested:
    case state::verifying:
    case state::loading:
    case state::comparing:
        return {state::refused, action::drop};
    case state::checking:
        return {state::refused, how.exclusive ? action::reopen : action::drop};
    case state::draining:
    case state::flipping:
        return {state::cancelled, action::reopen};
    case state::probation:
        // Time alone is no failure: the new generation is no worse than the old one was.
        if (what == outcome::timed_out) return {state::kept, action::retire};
        return {state::reverting, action::revert};
    case state::reverting:
        return {state::reverting, action::revert};
    default:
        return {now, action::nothing};
    }
}

} // namespace

std::string_view to_string(state value) noexcept
{
    const auto index = static_cast<std::size_t>(value);
    return index < words.size() ? words[index] : std::string_view("?");
}

std::optional<state> parse_state(std::string_view word) noexcept
{
    for (std::size_t index = 0; index < words.size(); ++index)
        if (words[index] == word) return static_cast<state>(index);
    return std::nullopt;
}

step advance(state now, outcome what, const course& how) noexcept
{
    if (is_over(now)) return {now, action::nothing};
    if (what == outcome::done) return onward(now, how);
    if (what != outcome::stopped) return astray(now, what, how);
    // Whatever waits at a gate has to end, too.
    return {state::interrupted, now == state::probation ? action::nothing : action::reopen};
}

} // namespace dovetail::swap
