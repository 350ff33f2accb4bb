// SPDX-License-Identifier: Apache-2.0
// Changes as JSON that Salesforce reads.
#pragma once

#include <dovetail/abi/exchange.h>

#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// Appends the members of a change's fields, each with a comma before it. A field named `without`
/// is left out: it is written by whoever asks.
void append_members(std::string& out, const dovetail_change& change, std::string_view without = {});

} // namespace dovetail::salesforce
