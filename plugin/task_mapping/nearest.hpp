// SPDX-License-Identifier: Apache-2.0
// Naming the valid words in an error, the likeliest one first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::task_mapping {

/// The valid words in quotes, separated by commas, nearest to `wanted` first (edit distance,
/// ignoring ASCII case; equal distances keep their order). At most 20 are named, and how many more
/// there are is said: an org may have hundreds of picklist values.
std::string nearest_first(std::string_view wanted, std::vector<std::string> valid);

} // namespace dovetail::task_mapping
