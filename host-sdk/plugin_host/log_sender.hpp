// SPDX-License-Identifier: Apache-2.0
// The extension dovetail.log/1 in a child: lines travel ahead of the answer of the call they were
// written in, so that they arrive even if the plugin dies of it.
#pragma once

#include <dovetail/abi/host.h>

namespace dovetail::plugin_host {

/// Lines of this thread go to `socket` from now on.
void log_to(int socket) noexcept;

/// Never blocks: a line that finds the socket full is dropped, as is one written on a thread that
/// serves no call.
const dovetail_log* log_extension() noexcept;

} // namespace dovetail::plugin_host
