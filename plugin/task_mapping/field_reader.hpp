// SPDX-License-Identifier: Apache-2.0
// The part of the configuration that says how fields correspond.
#pragma once

#include "config_node.hpp"
#include "rules.hpp"

namespace dovetail::task_mapping {

/// Reads "fields" into `out`, whose sides are read already: their slots and the canonical names are
/// completed. Errors as read_rules.
void read_fields(const config_node& node, rule_set& out);

} // namespace dovetail::task_mapping
