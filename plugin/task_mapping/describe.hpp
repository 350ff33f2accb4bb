// SPDX-License-Identifier: Apache-2.0
// Values in sentences for people.
#pragma once

#include <dovetail/abi/value.h>

#include <string>
#include <string_view>

namespace dovetail::task_mapping {

/// A value as a note names it: a text in quotes (its beginning only, when it is long), "empty",
/// "yes", "no", a number, or a date.
std::string describe(const dovetail_value& value);

/// What kind of value it is, as a noun with its article.
std::string_view kind_name(const dovetail_value& value) noexcept;

} // namespace dovetail::task_mapping
