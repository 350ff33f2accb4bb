// SPDX-License-Identifier: Apache-2.0
// The beginning of every command: the manifest and the log.
#pragma once

#include "app/console.hpp"
#include "app/failure.hpp"
#include "app/options.hpp"

#include <dovetail/host/log.hpp>
#include <dovetail/host/manifest.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace dovetail::app {

/// What a command stands on. `console` outlives it.
struct setup
{
    console& out;
    host::manifest manifest;
    std::unique_ptr<host::log> log; ///< its lines go to standard error, above the bar
};

/// Reads the manifest and opens the log. Warnings about the manifest are printed. `quiet`: without
/// --log-level only warnings are logged, for commands whose result is what they print.
outcome_of<setup> make_setup(const global_options& global, console& out, bool quiet);

/// The log by itself, for `manifest check` and others that need no valid manifest.
std::unique_ptr<host::log> make_log(const global_options& global, const host::log_settings& wanted,
                                    console& out);

/// The sync of that name, or the only one. Errors: usage, listing the names.
outcome_of<const host::sync_settings*> one_sync(const host::manifest& manifest,
                                                std::string_view name);

/// The sync of that name, or all.
outcome_of<std::vector<const host::sync_settings*>> chosen_syncs(const host::manifest& manifest,
                                                                 std::string_view name);

} // namespace dovetail::app
