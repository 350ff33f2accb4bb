// SPDX-License-Identifier: Apache-2.0
// A mapper behind the proxy.
#pragma once

#include "checked/ledger.hpp"

#include <dovetail/abi/mapper.h>

namespace dovetail::host::checked {

/// As contract_check::create.
dovetail_status create_mapper(const shared_ledger& of, const dovetail_mapper_factory& factory,
                              dovetail_text configuration, const dovetail_host* host,
                              dovetail_mapper& out, dovetail_error& error);

} // namespace dovetail::host::checked
