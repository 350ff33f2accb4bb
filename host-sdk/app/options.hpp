// SPDX-License-Identifier: Apache-2.0
// The command line as values. docs/command-line.md describes it for people.
#pragma once

#include "app/terminal.hpp"

#include <dovetail/host/log.hpp>
#include <dovetail/host/manifest.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dovetail::app {

/// Valid with every command, before or after its name.
struct global_options
{
    std::string manifest = "manifest.json";
    bool manifest_named = false; ///< it was given; otherwise it only happens to lie there
    std::optional<host::log_level> log_level; ///< no value: as the manifest says
    std::optional<host::log_format> log_format;
    color_choice color = color_choice::automatic;
};

/// A command that looks at syncs. Empty: all of them, or the only one where one is needed.
struct sync_choice
{
    std::string sync;
};

struct run_command : sync_choice
{
    bool json = false;
};

struct once_command : sync_choice
{
    bool json = false;
};

struct plan_command : sync_choice
{
    bool json = false;
};

struct status_command : sync_choice
{
    bool json = false;
};

struct members_list_command : sync_choice
{
    bool json = false;
};

struct members_enable_command : sync_choice
{
    std::vector<std::string> emails;
    bool all_users = false;
    std::string time_zone;  ///< for users whose record names none
    std::string left_user;  ///< the address on that side, where it differs from `emails`
    std::string right_user; ///< likewise
    bool json = false;
};

struct members_disable_command : sync_choice
{
    std::vector<std::string> emails;
    bool all = false;
    bool json = false;
};

struct tasks_command : sync_choice
{
    std::string member;
    bool overdue = false;
    bool json = false;
};

struct history_list_command : sync_choice
{
    std::string key; ///< of a task, on either side; empty: of all
    std::string member;
    std::size_t limit = 50;
    bool json = false;
};

struct history_restore_command : sync_choice
{
    std::int64_t entry = 0;
    bool json = false;
};

struct held_list_command : sync_choice
{
    std::string member;
    bool with_dismissed = false;
    std::size_t limit = 200;
    bool json = false;
};

struct held_retry_command : sync_choice
{
    std::vector<std::int64_t> ids;
    bool all = false;
    bool json = false;
};

struct held_edit_command : sync_choice
{
    std::int64_t id = 0;
    std::vector<std::string> values; ///< "field=value"
    bool json = false;
};

struct held_dismiss_command : sync_choice
{
    std::vector<std::int64_t> ids;
    bool json = false;
};

struct held_confirm_deletes_command : sync_choice
{
    bool json = false;
};

struct plugins_list_command
{
    bool json = false;
};

struct plugins_inspect_command
{
    std::string id;
    bool json = false;
};

struct plugins_swap_command
{
    std::string id;
    std::string to; ///< a version, or the path of a plugin manifest; empty: the newest
    bool allow_downgrade = false;
    bool no_wait = false;
    bool json = false;
};

struct manifest_check_command
{
    bool strict = false;
    bool online = false;
    bool json = false;
};

using command =
    std::variant<run_command, once_command, plan_command, status_command, members_list_command,
                 members_enable_command, members_disable_command, tasks_command,
                 history_list_command, history_restore_command, held_list_command,
                 held_retry_command, held_edit_command, held_dismiss_command,
                 held_confirm_deletes_command, plugins_list_command, plugins_inspect_command,
                 plugins_swap_command, manifest_check_command>;

struct options
{
    global_options global;
    command what;
};

/// What the command line asks for that needs no command: help, the version, or a complaint.
struct early_end
{
    int code = 0;
    std::string text; ///< for standard output when code is 0, else for standard error
};

/// Reads a command line (without the program's name).
std::variant<options, early_end> parse_options(std::vector<std::string> arguments);

} // namespace dovetail::app
