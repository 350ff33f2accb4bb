// SPDX-License-Identifier: Apache-2.0
// The command line of `dovetail-plugin`: a row of subcommands, each in a file of its own.
#pragma once

#include "app/console.hpp"
#include "app/failure.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dovetail::plugin_tool {

using app::console;
using app::exit_code;
using app::failure;

/// What a subcommand came to: the exit code, or a failure that the program prints.
using outcome = app::outcome_of<exit_code>;

/// What a subcommand does, once the whole command line is read.
using action = std::function<outcome(console& out)>;

/// The program, but for main itself.
///
/// Threads   one.
class program
{
public:
    program();
    ~program();
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    /// Adds a subcommand. The caller adds its arguments to what is returned, which lives as long as
    /// this object; so has what CLI11 writes into, which `what` therefore owns. `example` is a
    /// whole command line, or several.
    CLI::App& add(const std::string& name, const std::string& about, const std::string& example,
                  action what);

    /// Reads the command line (without the program's name) and does what it says; the process's
    /// exit code.
    int run(std::vector<std::string> arguments);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace dovetail::plugin_tool
