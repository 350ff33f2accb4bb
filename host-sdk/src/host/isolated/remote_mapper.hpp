// SPDX-License-Identifier: Apache-2.0
// A mapper whose code runs in a child, behind the contract's table.
#pragma once

#include <dovetail/abi/mapper.h>

namespace dovetail::host::isolated {

/// create wants the view of a launcher for a host. Its functions are pure, so each is called once
/// more in a new child when the first one dies of it.
extern const dovetail_mapper_factory remote_mapper_factory;

} // namespace dovetail::host::isolated
