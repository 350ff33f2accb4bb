// SPDX-License-Identifier: Apache-2.0
// The rules that are shipped: the table and the template of the product, as data.
#pragma once

#include <string_view>

namespace dovetail::task_mapping {

/// default_rules.json as it was compiled in: left Salesforce, right Sales Connect. A mapping's
/// configuration is merged over it as a JSON merge patch (RFC 7396).
std::string_view default_rules() noexcept;

} // namespace dovetail::task_mapping
