// SPDX-License-Identifier: Apache-2.0
// Why a command ended early: an error and the exit code that goes with it.
#pragma once

#include "app/exit_code.hpp"

#include <dovetail/host/error.hpp>

#include <string>
#include <utility>

namespace dovetail::app {

struct failure
{
    exit_code code = exit_code::failed;
    host::error error;

    failure() = default;
    failure(exit_code number, host::error why) : code(number), error(std::move(why)) {}

    /// The exit code follows from the error's class.
    static failure of(host::error error)
    {
        const auto code = exit_code_of(error.kind);
        return {code, std::move(error)};
    }

    /// An error of the state file, whatever its class.
    static failure of_state(host::error error) { return {exit_code::state, std::move(error)}; }

    /// What the engine or its store reports: the store's codes begin with "state_".
    static failure of_engine(host::error error)
    {
        const bool about_state = error.code.starts_with("state_") || error.code == "sync_is_busy";
        return about_state ? of_state(std::move(error)) : of(std::move(error));
    }

    /// A wrong argument that only became apparent after the command line was read.
    static failure of_usage(std::string code, std::string message)
    {
        return {exit_code::usage, {host::error_class::config, std::move(code), std::move(message)}};
    }

    /// Something a person asked for that cannot be done.
    static failure of_request(std::string code, std::string message)
    {
        return {exit_code::failed,
                {host::error_class::rejected, std::move(code), std::move(message)}};
    }
};

/// A value or the failure that ends the command.
template<class T>
using outcome_of = boost::system::result<T, failure>;

[[noreturn]] inline void throw_exception_from_error(const failure& why,
                                                    const boost::source_location& place)
{
    host::throw_exception_from_error(why.error, place);
}

} // namespace dovetail::app
