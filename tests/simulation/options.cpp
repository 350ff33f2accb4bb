// SPDX-License-Identifier: Apache-2.0
#include <simulation/options.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace dovetail::simulation {

namespace {

constexpr const char* about =
    "Runs the whole sync, real plugins, engine and database, in one thread and in virtual time, "
    "with users and faults drawn by a seed, and holds it against the laws of the sync model.\n"
    "Exit codes: 0 all laws held; 1 a law was broken; 2 the simulation itself failed.";

/// `A..B`, both included.
std::string check_range(const std::string& text, std::uint64_t& first, std::uint64_t& last)
{
    const auto dots = text.find("..");
    const auto read = [](std::string_view part, std::uint64_t& to) {
        const auto [end, failed] = std::from_chars(part.data(), part.data() + part.size(), to);
        return failed == std::errc{} && end == part.data() + part.size();
    };
    const bool good = dots != std::string::npos && read(text.substr(0, dots), first) &&
                      read(text.substr(dots + 2), last) && first <= last;
    return good ? "" : "a range of seeds is written A..B, e.g. 1..2000";
}

std::string check_class(const std::string& name)
{
    if (find_fault_class(name) != fault_classes) return "";
    std::string known;
    for (std::size_t i = 0; i < fault_classes; ++i)
        known += fmt::format(" {}", name_of(static_cast<fault_class>(i)));
    return "no class of faults has the name \"" + name + "\"; known are:" + known;
}

} // namespace

std::optional<int> read_options(options& to, int argc, char** argv)
{
    CLI::App app{about, "dovetail-sim"};
    std::string seeds;
    std::vector<std::string> without;
    to.plugins = DOVETAIL_PLUGIN_DIR;
    auto* const one =
        app.add_option("--seed", to.one.seed, "Make this run, and tell what happened");
    auto* const many = app.add_option("--seeds", seeds, "Make the runs A..B and print the table")
                           ->check([&to](const std::string& text) {
                               return check_range(text, to.first, to.last);
                           });
    one->excludes(many);
    app.add_option("--actions", to.one.actions, "User actions in a run")->capture_default_str();
    app.add_option("--without", without, "Classes of faults to leave out")
        ->delimiter(',')
        ->check(check_class);
    app.add_option("--die-at", to.one.die_at,
                   "The host dies at this boundary of a commit (crash point), counted from 1");
    app.add_option("--hours", to.hours, "With --seeds: go on with further seeds for so long");
    app.add_flag("--once", to.once,
                 "With --seeds: do not run each seed twice to compare the traces");
    app.add_flag("--shrink", to.shrunk, "With --seed: look for the smallest form of a failure");
    app.add_flag("--trace", to.verbose, "With --seed: print everything that happened");
    app.add_option("--plugins", to.plugins, "Where the plugins lie")->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    to.range = !seeds.empty();
    for (const auto& name : without)
        to.one.off[find_fault_class(name)] = true;
    return std::nullopt;
}

std::string command_line(const run_options& of)
{
    auto text = fmt::format("dovetail-sim --seed {} --actions {}", of.seed, of.actions);
    std::string without;
    for (std::size_t i = 0; i < fault_classes; ++i)
        if (of.off[i])
            without += fmt::format("{}{}", without.empty() ? "" : ",",
                                   name_of(static_cast<fault_class>(i)));
    if (!without.empty()) text += " --without " + without;
    if (of.die_at != 0) text += fmt::format(" --die-at {}", of.die_at);
    return text;
}

} // namespace dovetail::simulation
