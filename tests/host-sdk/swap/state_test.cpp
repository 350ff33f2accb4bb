// SPDX-License-Identifier: Apache-2.0
// P6: the state machine of a swap, every state with every outcome.
#include <dovetail/swap/state.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace dovetail::swap;

namespace {

constexpr std::uint32_t states = static_cast<std::uint32_t>(state::interrupted) + 1;
const std::vector<outcome> outcomes{outcome::done, outcome::failed, outcome::timed_out,
                                    outcome::stopped};
const std::vector<course> courses{{true, false}, {false, false}, {true, true}, {false, true}};

std::vector<state> all_states()
{
    std::vector<state> all;
    for (std::uint32_t number = 0; number < states; ++number)
        all.push_back(static_cast<state>(number));
    return all;
}

/// The states on the way when every action succeeds.
std::vector<state> way(const course& how)
{
    std::vector<state> all;
    for (state now = state::requested; !is_over(now);)
        all.push_back(now = advance(now, outcome::done, how).to);
    return all;
}

void expect(state now, outcome what, const course& how, step wanted)
{
    const step got = advance(now, what, how);
    BOOST_TEST((got == wanted), to_string(now) << " with outcome " << static_cast<int>(what)
                                               << " became " << to_string(got.to));
}

} // namespace

BOOST_AUTO_TEST_SUITE(swap_state)

BOOST_AUTO_TEST_CASE(p6_a_swap_that_goes_well_takes_every_step_in_order)
{
    using enum state;
    BOOST_TEST((way({true, false}) == std::vector{verifying, loading, checking, comparing, draining,
                                                  flipping, probation, kept}));
    BOOST_TEST((way({false, false}) ==
                std::vector{verifying, loading, checking, draining, flipping, probation, kept}));
}

BOOST_AUTO_TEST_CASE(p6_an_exclusive_plugin_is_made_only_once_the_old_one_rests)
{
    using enum state;
    for (const bool compare : {true, false})
        BOOST_TEST((way({compare, true}) == std::vector{verifying, loading, draining, checking,
                                                        flipping, probation, kept}));
}

BOOST_AUTO_TEST_CASE(each_state_on_the_way_has_its_own_action)
{
    const std::map<state, action> wanted{
        {state::verifying, action::verify}, {state::loading, action::load},
        {state::checking, action::check},   {state::comparing, action::compare},
        {state::draining, action::drain},   {state::flipping, action::flip},
        {state::probation, action::watch},  {state::kept, action::retire}};
    for (const course& how : courses)
        for (state now = state::requested; !is_over(now);) {
            const step next = advance(now, outcome::done, how);
            BOOST_TEST((next.then == wanted.at(next.to)), to_string(next.to));
            now = next.to;
        }
}

BOOST_AUTO_TEST_CASE(p6_a_failure_before_the_flip_refuses_and_leaves_the_old_one_alone)
{
    for (const course& how : courses) {
        for (const state now : {state::requested, state::verifying, state::loading})
            for (const outcome what : {outcome::failed, outcome::timed_out})
                expect(now, what, how, {state::refused, action::drop});
        const action then = how.exclusive ? action::reopen : action::drop;
        expect(state::checking, outcome::failed, how, {state::refused, then});
        expect(state::checking, outcome::timed_out, how, {state::refused, then});
        expect(state::comparing, outcome::failed, how, {state::refused, action::drop});
    }
}

BOOST_AUTO_TEST_CASE(p6_a_drain_that_takes_too_long_cancels_and_opens_the_gates)
{
    for (const course& how : courses)
        for (const state now : {state::draining, state::flipping})
            for (const outcome what : {outcome::failed, outcome::timed_out})
                expect(now, what, how, {state::cancelled, action::reopen});
}

BOOST_AUTO_TEST_CASE(p6_a_failure_in_probation_rolls_back_and_is_tried_until_it_succeeds)
{
    for (const course& how : courses) {
        expect(state::probation, outcome::failed, how, {state::reverting, action::revert});
        expect(state::reverting, outcome::timed_out, how, {state::reverting, action::revert});
        expect(state::reverting, outcome::failed, how, {state::reverting, action::revert});
        expect(state::reverting, outcome::done, how, {state::rolled_back, action::retire});
    }
}

BOOST_AUTO_TEST_CASE(a_probation_in_which_nothing_could_be_told_keeps_the_new_one)
{
    for (const course& how : courses)
        expect(state::probation, outcome::timed_out, how, {state::kept, action::retire});
}

BOOST_AUTO_TEST_CASE(p6_the_end_of_the_host_interrupts_and_lets_go_whoever_waits)
{
    for (const course& how : courses)
        for (const state now : all_states()) {
            if (is_over(now)) continue;
            const action then = now == state::probation ? action::nothing : action::reopen;
            expect(now, outcome::stopped, how, {state::interrupted, then});
        }
}

BOOST_AUTO_TEST_CASE(what_is_over_stays_as_it_is)
{
    for (const course& how : courses)
        for (const state now : all_states())
            for (const outcome what : outcomes)
                if (is_over(now)) expect(now, what, how, {now, action::nothing});
}

BOOST_AUTO_TEST_CASE(no_path_flips_without_a_check_and_a_drain_or_ends_with_closed_gates)
{
    struct walk
    {
        state now;
        bool closed;
        bool checked;
        bool drained;
    };
    for (const course& how : courses) {
        std::vector<std::pair<walk, int>> open{{{state::requested, false, false, false}, 0}};
        while (!open.empty()) {
            const auto [at, depth] = open.back();
            open.pop_back();
            if (is_over(at.now)) {
                BOOST_TEST(!at.closed, "gates stay closed in " << to_string(at.now));
                continue;
            }
            if (depth > 12) continue; // reverting may go round
            for (const outcome what : outcomes) {
                const step next = advance(at.now, what, how);
                walk there = at;
                there.now = next.to;
                const bool done = what == outcome::done;
                there.checked = at.checked || (at.now == state::checking && done);
                there.drained = at.drained || (at.now == state::draining && done);
                if (next.then == action::drain) there.closed = true;
                if (next.then == action::reopen || next.then == action::flip) there.closed = false;
                if (next.then == action::flip) BOOST_TEST((there.checked && there.drained));
                open.push_back({there, depth + 1});
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(every_state_has_a_word_that_is_read_back)
{
    for (const state now : all_states())
        BOOST_TEST((parse_state(to_string(now)) == now));
    BOOST_TEST(!parse_state("flying").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
