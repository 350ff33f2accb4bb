// SPDX-License-Identifier: Apache-2.0
// dovetail-sim: both worlds, the real plugins, engine and database in one thread and virtual time.
#include <simulation/options.hpp>
#include <simulation/shrink.hpp>
#include <simulation/table.hpp>
#include <simulation/virtual_time.hpp>

#include <fmt/format.h>

#include <exception>

namespace {

using namespace dovetail::simulation;

constexpr int law_broken = 1;
constexpr int simulation_failed = 2;

void print_failure(const run_options& how, const run_result& of)
{
    fmt::print("\nlaw {} is broken: {}\nreplay: {}\n", of.broken->law, of.broken->what,
               command_line(how));
    for (const auto& line : of.timeline)
        fmt::print("  {}\n", line);
}

/// The failure in its smallest form.
void explain(plugins& code, const run_options& how, int law)
{
    auto small = shrink(code, how, law);
    small.keep_trace = true;
    const auto again = run(code, small);
    if (again.broken) print_failure(small, again);
}

int make_one(plugins& code, const options& wanted)
{
    auto how = wanted.one;
    how.keep_trace = true;
    const auto done = run(code, how);
    if (done.broken && wanted.shrunk) explain(code, how, done.broken->law);
    if (wanted.verbose)
        for (const auto& line : done.whole)
            fmt::print("{}\n", line);
    fmt::print("seed {}  {}\ntrace {:016x}  requests {}  passes {}  tasks {}  effects checked {}  "
               "virtual time {:.0f} s\n",
               how.seed, done.policy, done.hash, done.requests, done.passes, done.tasks,
               done.checks, done.virtual_seconds);
    if (!done.broken) return 0;
    print_failure(how, done);
    return law_broken;
}

int make_many(plugins& code, const options& wanted)
{
    table all;
    auto how = wanted.one;
    const double begun = virtual_time::real_seconds();
    for (auto seed = wanted.first;; ++seed) {
        const double passed = virtual_time::real_seconds() - begun;
        if (wanted.hours > 0 ? passed > wanted.hours * 3600 : seed > wanted.last) break;
        how.seed = seed;
        auto done = run(code, how);
        if (!done.broken && !wanted.once)
            if (run(code, how).hash != done.hash)
                done.broken = violation{22, "the same seed gave two traces", 0};
        all.add(done);
        if (!done.broken) continue;
        fmt::print("\nseed {}: law {}: {}\n", seed, done.broken->law, done.broken->what);
        if (all.failures() <= table::explained && done.broken->law != 22)
            explain(code, how, done.broken->law);
    }
    all.print(virtual_time::real_seconds() - begun, wanted.once ? 1 : 2);
    return all.failures() == 0 ? 0 : law_broken;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        options wanted;
        if (const auto code = read_options(wanted, argc, argv)) return *code;
        plugins code(wanted.plugins);
        return wanted.range ? make_many(code, wanted) : make_one(code, wanted);
    } catch (const std::exception& failure) {
        fmt::print(stderr, "dovetail-sim: {}\n", failure.what());
        return simulation_failed;
    }
}
