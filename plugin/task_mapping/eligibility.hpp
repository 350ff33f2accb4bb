// SPDX-License-Identifier: Apache-2.0
// Which records may cross for the first time (C3).
#pragma once

#include "rules.hpp"

#include <dovetail/abi/record.h>

#include <string>

namespace dovetail::task_mapping {

/// Empty when the record may cross, else the reason for people, naming the field and its value.
std::string why_not_eligible(const side_rules& side, const dovetail_record& record,
                             const slot_reader& values);

} // namespace dovetail::task_mapping
