// SPDX-License-Identifier: Apache-2.0
// From canonical changes to what is written on a side.
#pragma once

#include "rules.hpp"

#include <dovetail/kit/mapped_builder.hpp>
#include <dovetail/kit/view.hpp>

namespace dovetail::task_mapping {

/// Adds one item to `out` for each change, in order.
///
/// What      the native fields of the rules that the change names and no others (F8), but for the
///           owner and, on creation, the side's own key field.
///           - A create has complete values: what the change does not name is the default choice,
///             the placeholder of an empty text, or empty; empty ones are left out of the native
///             record and reported in read_back.
///           - A text is normal, and cut to what the side holds (CUT note, F6).
///           - A rendered text (J1, J3, J4) is made from the whole record of the other side
///             (`source`); if the template renders nothing, the text itself is written, because a
///             task without any subject could not be clicked.
///           - A date keeps the clock that the target's due text had (`kept`, F5).
/// Threads   any; pure.
void to_native(const rule_set& rules, std::size_t target, kit::canonical_change_range changes,
               kit::mapped_builder& out);

} // namespace dovetail::task_mapping
