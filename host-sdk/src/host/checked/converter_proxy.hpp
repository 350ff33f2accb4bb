// SPDX-License-Identifier: Apache-2.0
// A converter of cursors behind the proxy.
#pragma once

#include "checked/ledger.hpp"

#include <dovetail/abi/cursor.h>

namespace dovetail::host::checked {

/// As contract_check::convert.
dovetail_status convert(const shared_ledger& of, const dovetail_cursor_converter& converter,
                        dovetail_bytes from, dovetail_cursor& out, dovetail_error& error);

} // namespace dovetail::host::checked
