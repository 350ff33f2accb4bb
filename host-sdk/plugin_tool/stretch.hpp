// SPDX-License-Identifier: Apache-2.0
// A recorded page with another number of records.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace dovetail::plugin_tool {

/// `body` with `count` elements in its longest array of objects: the first ones, or all of them
/// again and again. Repeated elements are told apart as records of one page are: a text that is one
/// of `keys` becomes another of the same kind, and whole numbers go on where the recorded ones end,
/// so that versions and times still grow. Nothing: it is no JSON with such an array. Whether a
/// plugin reads it as a page of so many records is to be seen by trying.
std::optional<std::string> stretched(const std::string& body, const std::set<std::string>& keys,
                                     std::size_t count);

} // namespace dovetail::plugin_tool
