// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The commands that talk to a running sandbox, each as a set of options and a function to run.

#include <CLI/App.hpp>
#include <functional>
#include <string>

namespace dovetail::sandbox {

/// Where `./dev run` keeps the sandbox's data.
constexpr const char* default_data_directory = "var/sandbox";

/// Adds `task add|edit|complete|reopen|delete|undelete|list`.
void add_task_commands(CLI::App& app);
/// Adds `fault set|clear|list`.
void add_fault_commands(CLI::App& app);
/// Adds `clock show|advance|set`.
void add_clock_commands(CLI::App& app);
/// Adds `settings show|set`, `action` and `stats`.
void add_settings_commands(CLI::App& app);

} // namespace dovetail::sandbox
