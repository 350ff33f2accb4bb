// SPDX-License-Identifier: Apache-2.0
// From a system's own records to canonical ones.
#pragma once

#include "rules.hpp"

#include <dovetail/kit/mapped_builder.hpp>
#include <dovetail/kit/view.hpp>

namespace dovetail::task_mapping {

/// Adds one item to `out` for each record of the side, in order.
///
/// What      for each rule whose native field the record has, the canonical value; a value that
///           does not cross is absent, with a note that names it. Texts are normal (text.hpp), and
///           an empty one is null. What to_native needs of this side (the clock of a due text, the
///           tokens of the template) follows as fields that never cross.
///           A tombstone is never eligible; the fields it still has are mapped.
/// Threads   any; pure.
void to_canonical(const rule_set& rules, std::size_t side, kit::record_range records,
                  kit::mapped_builder& out);

} // namespace dovetail::task_mapping
