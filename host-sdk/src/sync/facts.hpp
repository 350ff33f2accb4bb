// SPDX-License-Identifier: Apache-2.0
// Words that the engine and people's requests share through the state.
#pragma once

#include <dovetail/host/error.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace dovetail::sync {

/// Why the sync cannot go on: "<code>\n<what to do>"; empty: it can.
inline constexpr std::string_view paused_fact = "paused";

/// The last pass that did something: "<instant>\n<one line>".
inline constexpr std::string_view last_pass_fact = "last_pass";

/// The code of deletes that wait for a confirmation (C8).
inline constexpr std::string_view mass_delete_code = "mass_delete";

/// What a person wishes is kept as a problem that is due at once, so that it is listed, tried again
/// and dismissed like all that waits. The beginning of its key tells the wish, and the side it is
/// filed under is where something is to be written first.
/// "restore:<n>": what lost in history entry n is to be written again.
inline constexpr std::string_view restore_prefix = "restore:";
/// "edit:<key>": the values of that record's newest held entry in the history that has any.
inline constexpr std::string_view edit_prefix = "edit:";

inline bool is_wish(std::string_view problem_key) noexcept
{
    return problem_key.starts_with(restore_prefix) || problem_key.starts_with(edit_prefix);
}

/// What a person asked for cannot be.
inline host::error wrong(std::string code, std::string message)
{
    host::error made;
    made.kind = host::error_class::config;
    made.code = std::move(code);
    made.message = std::move(message);
    return made;
}

} // namespace dovetail::sync
