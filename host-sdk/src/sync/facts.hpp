// SPDX-License-Identifier: Apache-2.0
// Words that the engine and people's requests share through the state.
#pragma once

#include <string_view>

namespace dovetail::sync {

/// Why the sync cannot go on: "<code>\n<what to do>"; empty: it can.
inline constexpr std::string_view paused_fact = "paused";

/// The last pass that did something: "<instant>\n<one line>".
inline constexpr std::string_view last_pass_fact = "last_pass";

/// The code of deletes that wait for a confirmation (C8).
inline constexpr std::string_view mass_delete_code = "mass_delete";

/// The code, and the beginning of the key, of a problem that stands for "restore history entry n".
inline constexpr std::string_view restore_code = "restore";
inline constexpr std::string_view restore_prefix = "restore:";

} // namespace dovetail::sync
