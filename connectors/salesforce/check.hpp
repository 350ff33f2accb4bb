// SPDX-License-Identifier: Apache-2.0
// Whether the org can be talked to as configured, and facts about it.
#pragma once

#include "api.hpp"

namespace dovetail::salesforce {

/// Delivers the facts of DOVETAIL_STEP_DELIVER: "org" (id, name, api_version), "field:<name>" for
/// every field (values, max_length, writable, type, restricted), and "ability:create_idempotently"
/// (value). Throws class config, with the remedy, for an API version, a field or an external id
/// field that the org does not have.
[[nodiscard]] kit::exchange_task check_org(const api& server);

} // namespace dovetail::salesforce
