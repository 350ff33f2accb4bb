// SPDX-License-Identifier: Apache-2.0
// The profile that is shipped: the assumed contract of docs/sales-connect.openapi.yaml, as data.
#pragma once

#include <string_view>

namespace dovetail::sales_connect {

/// default_profile.json as it was compiled in.
std::string_view default_profile() noexcept;

} // namespace dovetail::sales_connect
