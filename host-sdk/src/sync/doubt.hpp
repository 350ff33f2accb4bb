// SPDX-License-Identifier: Apache-2.0
// What a user may have taken back after a write whose outcome nobody knows.
#pragma once

#include "context.hpp"

namespace dovetail::sync {

/// A write without an answer may have been carried out, and a user may have set the old value again
/// since. Both look the same: the value is the base's. Where the record was written by somebody
/// meanwhile (its revision is another one), the value that is about to be overwritten once more
/// goes to the history (law 2).
void keep_taken_back(const context& pass, const work& on, decision& what);

} // namespace dovetail::sync
