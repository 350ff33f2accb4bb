// SPDX-License-Identifier: Apache-2.0
// The common part of answers.
#pragma once

#include "plugin_server.hpp"

#include "checked/finding.hpp"

namespace dovetail::plugin_host {

/// An error of ours.
wire::verdict failed(const host::error& why, kept& keep);

/// What the plugin reported into `keep.error`.
wire::verdict reported(dovetail_status status, kept& keep);

/// How the plugin broke the contract.
wire::verdict broken(const host::checked::finding& wrong, kept& keep);

} // namespace dovetail::plugin_host
