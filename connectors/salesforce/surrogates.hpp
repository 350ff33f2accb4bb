// SPDX-License-Identifier: Apache-2.0
// Halves of surrogate pairs that stand alone.
#pragma once

#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// `json` with every escape \uD800 to \uDFFF that is no half of a pair replaced by \uFFFD. Such
/// text is no Unicode, so the parser refuses it; Java keeps it, so a server may send it.
[[nodiscard]] std::string replace_lone_surrogates(std::string_view json);

} // namespace dovetail::salesforce
