// SPDX-License-Identifier: Apache-2.0
// The judge: every case in a process of its own.
#pragma once

#include "judge/cases.hpp"
#include "judge/verdict.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace dovetail::judge {

/// How cases are run.
struct trial
{
    question asked;
    /// Only these, by name; empty: all that are for the plugin.
    std::vector<std::string> only{};
    /// Ends after the first case that fails.
    bool to_the_first = false;
    /// A case that takes longer is ended, and has failed.
    std::chrono::seconds time_limit{120};
    /// The command that runs one case in a new process: its name is appended. It has to write what
    /// run_case returns to the file descriptor `result_descriptor`.
    std::vector<std::string> command{};
    /// Called with each verdict as it comes; may be empty.
    std::function<void(const verdict&)> tell{};
};

/// Where a case's process writes its result.
inline constexpr int result_descriptor = 3;

/// Runs the cases one after another. Error config: something that was given cannot be used, or no
/// case has such a name.
host::result<judgement> judge_plugin(const trial& of);

/// Runs one case in this process, which is not to be used for anything else afterwards.
/// Precondition: there is a case of that name.
verdict run_case(const question& asked, const std::string& name);

/// Runs a case in a process of its own; a crash, an exit or a hang of it is the plugin's.
verdict run_in_process(const trial& of, const judge_case& one);

/// One line of text, for the way between the two processes.
std::string to_line(const verdict& from);
/// Nothing: it is no such line.
std::optional<verdict> from_line(const std::string& line);

} // namespace dovetail::judge
