// SPDX-License-Identifier: Apache-2.0
// dovetail-bench: the figures of docs/benchmarks.md, measured here and now.
#include "scenarios.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace dovetail::benchmarks;

const std::map<std::string, void (*)(const bench_options&)> scenarios{
    {"boundary", boundary},   {"first-sync", first_sync},
    {"memory", memory},       {"requests", requests},
    {"idle", idle},           {"latency", latency},
    {"idle-pass", idle_pass}, {"swap", swap}};

std::filesystem::path own_folder()
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

} // namespace

int main(int count, char** arguments)
try {
    CLI::App app{"Measures a first sync, memory, requests, idling and latency against the sandbox "
                 "on this machine. Times are medians, with minimum and maximum behind them."};
    bench_options options{.programs = own_folder()};
    bool quick = false;
    std::vector<std::string> wanted;
    app.add_option("--runs", options.runs, "How often each timed run is repeated")
        ->check(CLI::Range(1, 100));
    app.add_flag("--quick", quick, "Without the run of 500,000 tasks");
    app.add_option(
        "scenario", wanted,
        "Which: boundary, first-sync, memory, requests, idle, latency, idle-pass, swap; all "
        "by default");
    CLI11_PARSE(app, count, arguments);
    options.large = !quick;
    for (const auto& name : wanted)
        if (!scenarios.contains(name)) {
            fmt::print(stderr, "dovetail-bench: there is no scenario \"{}\"\n", name);
            return 2;
        }
    for (const auto& [name, measure] : scenarios)
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end()) {
            measure(options);
            std::fflush(stdout);
        }
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "dovetail-bench: {}\n", failed.what());
    return 1;
}
