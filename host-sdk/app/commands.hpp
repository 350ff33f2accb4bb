// SPDX-License-Identifier: Apache-2.0
// What each command does. Every function prints its result and returns the exit code, or the
// failure that ended it, which the caller prints.
#pragma once

#include "app/console.hpp"
#include "app/failure.hpp"
#include "app/options.hpp"
#include "app/setup.hpp"

namespace dovetail::app {

outcome_of<exit_code> execute(const run_command& wanted, const setup& base);
outcome_of<exit_code> execute(const once_command& wanted, const setup& base);
outcome_of<exit_code> execute(const plan_command& wanted, const setup& base);
outcome_of<exit_code> execute(const status_command& wanted, const setup& base);
outcome_of<exit_code> execute(const members_list_command& wanted, const setup& base);
outcome_of<exit_code> execute(const members_enable_command& wanted, const setup& base);
outcome_of<exit_code> execute(const members_disable_command& wanted, const setup& base);
outcome_of<exit_code> execute(const tasks_command& wanted, const setup& base);
outcome_of<exit_code> execute(const history_list_command& wanted, const setup& base);
outcome_of<exit_code> execute(const history_restore_command& wanted, const setup& base);
outcome_of<exit_code> execute(const held_list_command& wanted, const setup& base);
outcome_of<exit_code> execute(const held_retry_command& wanted, const setup& base);
outcome_of<exit_code> execute(const held_edit_command& wanted, const setup& base);
outcome_of<exit_code> execute(const held_dismiss_command& wanted, const setup& base);
outcome_of<exit_code> execute(const held_confirm_deletes_command& wanted, const setup& base);
outcome_of<exit_code> execute(const plugins_list_command& wanted, const setup& base);
outcome_of<exit_code> execute(const plugins_inspect_command& wanted, const setup& base);
outcome_of<exit_code> execute(const plugins_swap_command& wanted, const setup& base);

/// Begins without a setup: it reports what is wrong with the manifest rather than to end with it.
outcome_of<exit_code> check_manifest(const manifest_check_command& wanted,
                                     const global_options& global, console& out);

/// Runs what the command line asks for; returns the process's exit code.
int execute(const options& given);

/// The whole program, but for main itself. `arguments` without the program's name.
int run_program(std::vector<std::string> arguments);

} // namespace dovetail::app
