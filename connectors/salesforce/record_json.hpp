// SPDX-License-Identifier: Apache-2.0
// Changes as JSON that Salesforce reads.
#pragma once

#include <dovetail/abi/exchange.h>

#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// Appends `text` as a JSON string. UTF-8 stays as it is; control characters are escaped.
void append_json_text(std::string& out, std::string_view text);

/// Appends the members of a change's fields, each with a comma before it: texts, true and false,
/// numbers, null, dates as yyyy-mm-dd, instants in UTC, JSON as it is. A field named `without` is
/// left out: it is written by whoever asks.
void append_members(std::string& out, const dovetail_change& change, std::string_view without = {});

} // namespace dovetail::salesforce
