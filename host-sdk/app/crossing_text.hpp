// SPDX-License-Identifier: Apache-2.0
// One change on one line, and one change as a diff.
#pragma once

#include "app/sync_names.hpp"
#include "app/terminal.hpp"

#include <dovetail/sync/report.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::app {

/// "created", "updated", "deleted".
std::string_view past_tense(sync::write_action action) noexcept;

/// "salesforce → sales-connect": from where to where a change crosses.
std::string direction(host::side target, const sync_names& names);

/// "09:15:02  ada@example.com  salesforce → sales-connect  updated  “Call Bob”  due: 2026-11-24 →
/// 2026-11-25". Long values are shortened; held and failed ones say why instead.
std::string crossing_line(const sync::crossing& what, const sync_names& names, const palette& paint,
                          sync::instant_us now);

/// The change as a diff: a heading, then − before and + after for each field.
std::vector<std::string> crossing_diff(const sync::crossing& what, const sync_names& names,
                                       const palette& paint);

} // namespace dovetail::app
