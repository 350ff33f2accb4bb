// SPDX-License-Identifier: Apache-2.0
// The exit codes of the program, fixed: scripts rely on them. docs/command-line.md lists them.
#pragma once

#include <dovetail/host/error.hpp>

namespace dovetail::app {

/// What the process returns.
enum class exit_code : int
{
    done = 0,          ///< it was done, all of it
    failed = 1,        ///< it was tried and did not succeed; the message says why
    usage = 2,         ///< the command line is wrong
    configuration = 3, ///< manifest, plugin or configuration
    authorisation = 4, ///< a server wants us to connect again or to get a permission
    state = 5,         ///< the state file: locked, not ours, newer, not writable
    interrupted = 6    ///< stopped by a signal before it was done
};

/// The code for an error that came out of the part the code does not follow from (for the state
/// file it does: always exit_code::state).
constexpr exit_code exit_code_of(host::error_class kind) noexcept
{
    switch (kind) {
    case host::error_class::none:
        return exit_code::done;
    case host::error_class::config:
        return exit_code::configuration;
    case host::error_class::auth:
        return exit_code::authorisation;
    default:
        return exit_code::failed;
    }
}

} // namespace dovetail::app
