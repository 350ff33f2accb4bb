// SPDX-License-Identifier: Apache-2.0
// Whether the rules fit what a server says about its fields (F7).
#pragma once

#include "rules.hpp"

#include <dovetail/kit/view.hpp>

namespace dovetail::task_mapping {

/// Checks the rules of a side against the facts its connector delivered.
///
/// What      for each field that is read or written: it exists, it can be written where something
///           is to cross to it, it accepts every literal, and it is not shorter than configured.
///           A server that describes no fields ("field:…" facts) is not checked.
/// Errors    throws kit::plugin_error, class config, code "facts_do_not_fit": all faults, each with
///           the JSON pointer of the setting and the valid literals, the nearest first.
void check_facts(const rule_set& rules, std::size_t side, kit::record_range facts);

} // namespace dovetail::task_mapping
