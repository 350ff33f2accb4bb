// SPDX-License-Identifier: Apache-2.0
// A connector behind the proxy.
#pragma once

#include "checked/ledger.hpp"

#include <dovetail/abi/connector.h>

namespace dovetail::host::checked {

/// As contract_check::create.
dovetail_status create_connector(const shared_ledger& of, const dovetail_connector_factory& factory,
                                 dovetail_text configuration, const dovetail_host* host,
                                 dovetail_connector& out, dovetail_error& error);

} // namespace dovetail::host::checked
