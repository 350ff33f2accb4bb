// SPDX-License-Identifier: Apache-2.0
// From a configuration to rules.
#pragma once

#include "rules.hpp"

#include <string_view>

namespace dovetail::task_mapping {

/// Reads a mapping's configuration: one JSON object, merged over the shipped rules as a JSON merge
/// patch (so `{}` is the shipped mapping, and null takes a part of it away).
///
/// What      config.schema.json describes every setting. `"left": "<name>"` is short for
///           `"left": {"name": "<name>"}`: what the side is called in messages.
///           `"rules": "none"` leaves the shipped rules out, for another pair of systems.
/// Errors    throws kit::plugin_error, class config, its message beginning with a JSON pointer.
rule_set read_rules(std::string_view configuration);

} // namespace dovetail::task_mapping
