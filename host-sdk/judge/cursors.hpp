// SPDX-License-Identifier: Apache-2.0
// Cursors to judge a connector with: its own, and any others.
#pragma once

#include "judge/subject.hpp"

#include <dovetail/abi/connector.h>

#include <string>
#include <vector>

namespace dovetail::judge {

/// Those that the fetches of the conversation deliver, in order.
std::vector<std::string> delivered_cursors(subject& of, const dovetail_connector& connector);

/// Cursors that no plugin may have delivered, or an older or a newer one than this: empty, garbage,
/// and the plugin's own ones, cut, longer and changed.
std::vector<std::string> strange_cursors(subject& of, const std::vector<std::string>& own);

/// What accepts_cursor says; the error is released.
host::result<void> accepts(const dovetail_connector& connector, const std::string& cursor);

} // namespace dovetail::judge
