// SPDX-License-Identifier: Apache-2.0
// A template filled with the values of a record.
#pragma once

#include "rules.hpp"

#include <string>
#include <string_view>

namespace dovetail::task_mapping {

/// The rendered text, not yet normal or cut. `self` is what the token of the field itself stands
/// for; the other tokens are read from `source`, canonical; one that is absent or null renders as
/// nothing. Lifetime: the result lies in `self` or in `scratch`.
std::string_view render(const template_rule& rule, std::string_view self, const slot_reader& source,
                        std::string& scratch);

} // namespace dovetail::task_mapping
