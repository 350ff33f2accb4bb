// SPDX-License-Identifier: Apache-2.0
// The present state of named records.
#pragma once

#include "api.hpp"
#include "column.hpp"

#include <dovetail/kit/operation.hpp>

namespace dovetail::salesforce {

/// Looks tasks up. By id: queryAll in as few requests as URIs allow, and one request for each row
/// it does not know, because a row that left the recycle bin still says ENTITY_IS_DELETED there (a
/// tombstone) while one that never was says NOT_FOUND (not delivered). By what a create intended:
/// by the external id field where there is one; else see create_match.hpp.
[[nodiscard]] kit::exchange_task look_up_tasks(const api& server, const columns& of,
                                               const kit::operation& wanted);

} // namespace dovetail::salesforce
