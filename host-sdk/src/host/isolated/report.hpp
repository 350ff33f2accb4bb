// SPDX-License-Identifier: Apache-2.0
// Errors handed out through the contract.
#pragma once

#include "child.hpp"

#include <dovetail/host/error.hpp>

namespace dovetail::host::isolated {

/// Fills in an error of the contract; its texts live until its release.
void report(dovetail_error* out, error why);

/// The same for an error that stands in an answer.
void report(dovetail_error* out, const dovetail_error& said, block memory);

/// For a call that failed in the child: what the plugin said, or how it broke the contract.
void report(dovetail_error* out, const verdict& outcome, block memory);

/// A broken contract, in the words of contract.cpp; the host adds the name of the plugin.
error broken_by(const verdict& outcome);

} // namespace dovetail::host::isolated
