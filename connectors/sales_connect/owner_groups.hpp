// SPDX-License-Identifier: Apache-2.0
// Splitting a list of owners over requests.
#pragma once

#include <dovetail/abi/value.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dovetail::sales_connect {

/// Comma-separated, percent-encoded lists of the keys, in their order, each short enough for a
/// target of `target_bytes`. No owners: one empty list, which restricts nothing.
std::vector<std::string> group_owners(std::span<const dovetail_text> owners,
                                      std::uint64_t target_bytes);

} // namespace dovetail::sales_connect
