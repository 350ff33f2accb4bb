// SPDX-License-Identifier: Apache-2.0
// Answers that no honest server gives.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::judge {

/// Bodies to put in place of `body`. If that is JSON, each of its values is exchanged for one of
/// another type or size, one at a time, and members are doubled and left out; in any case there are
/// things that are no JSON, too deep, no UTF-8, and random changes of single bytes. At most a few
/// thousand.
std::vector<std::string> hostile_bodies(std::string_view body, std::mt19937_64& random);

} // namespace dovetail::judge
