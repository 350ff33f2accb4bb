// SPDX-License-Identifier: Apache-2.0
// JSON pointers (RFC 6901).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

/// `pointer` with one more step.
std::string append(std::string_view pointer, std::string_view step);

/// The steps of a pointer, unescaped. A leading '/' is expected; "" has no steps.
std::vector<std::string> steps_of(std::string_view pointer);

/// The pointer to what contains the value; of the root: "".
std::string_view parent_of(std::string_view pointer) noexcept;

} // namespace dovetail::host
