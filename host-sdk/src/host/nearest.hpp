// SPDX-License-Identifier: Apache-2.0
// "Did you mean …?"
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dovetail::host {

/// The candidate that `wanted` is most likely a slip of (letters added, dropped, replaced or
/// swapped; letter case), or empty when none is close.
std::string nearest(std::string_view wanted, std::span<const std::string> candidates);

/// A sentence for a message: `did you mean "x"?`, or `valid are: "a", "b"`, or empty.
std::string suggestion(std::string_view wanted, std::span<const std::string> candidates);

} // namespace dovetail::host
