// SPDX-License-Identifier: Apache-2.0
#include <simulation/shrink.hpp>

#include <simulation/virtual_time.hpp>

namespace dovetail::simulation {

namespace {

/// Whether the same law is broken: another failure is another story.
bool fails(plugins& code, const run_options& how, int law)
{
    const auto done = run(code, how);
    return done.broken && done.broken->law == law;
}

/// Whoever waits for a failure wants to see it soon; what is found by then is small enough.
constexpr double patience_s = 60;

/// Prefixes that fail are no unbroken series, so all shorter ones are tried.
run_options shortest_prefix(plugins& code, run_options how, int law)
{
    const double until = virtual_time::real_seconds() + patience_s;
    for (std::uint64_t actions = 1; actions < how.actions; ++actions) {
        if (virtual_time::real_seconds() > until) break;
        auto shorter = how;
        shorter.actions = actions;
        if (fails(code, shorter, law)) return shorter;
    }
    return how;
}

} // namespace

run_options shrink(plugins& code, const run_options& failing, int law)
{
    auto how = failing;
    how.keep_trace = false;
    how = shortest_prefix(code, how, law);
    const double until = virtual_time::real_seconds() + patience_s;
    for (std::size_t i = 0; i < fault_classes; ++i) {
        if (how.off[i] || virtual_time::real_seconds() > until) continue;
        auto fewer = how;
        fewer.off[i] = true;
        if (fails(code, fewer, law)) how = fewer;
    }
    return shortest_prefix(code, how, law);
}

} // namespace dovetail::simulation
