// SPDX-License-Identifier: Apache-2.0
// What dovetail-sim is asked for on its command line.
#pragma once

#include <simulation/run.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace dovetail::simulation {

struct options
{
    run_options one{};       ///< of a single run; its seed counts where there is no range
    std::uint64_t first = 0; ///< of a range of seeds, both included
    std::uint64_t last = 0;
    bool range = false;
    bool once = false;     ///< do not repeat each run to compare the hashes
    bool shrunk = false;   ///< tell the smallest form of a failure of a single run
    bool verbose = false;  ///< print the whole trace of a single run
    double hours = 0;      ///< go on with further seeds until this much time has passed
    std::string plugins{}; ///< folder
};

/// Reads the command line; where the program is to end at once, the exit code.
std::optional<int> read_options(options& to, int argc, char** argv);

/// How a run is repeated, as a command line.
std::string command_line(const run_options& of);

} // namespace dovetail::simulation
