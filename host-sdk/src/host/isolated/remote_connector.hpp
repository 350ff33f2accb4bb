// SPDX-License-Identifier: Apache-2.0
// A connector whose code runs in a child, behind the contract's table.
#pragma once

#include <dovetail/abi/connector.h>

namespace dovetail::host::isolated {

/// create wants the view of a launcher for a host. Each exchange belongs to the child it began in;
/// when that dies the exchange fails, retryable, and what it delivered before stays valid.
extern const dovetail_connector_factory remote_connector_factory;

} // namespace dovetail::host::isolated
