// SPDX-License-Identifier: Apache-2.0
// Notices system calls that a plugin has no business with.
#pragma once

#include <optional>
#include <string>

namespace dovetail::judge {

/// From now on calls that open files or sockets, start threads or processes, make timers, sleep, or
/// ask for random numbers fail with EPERM in this process, and the first of them is remembered.
/// For good: a filter of seccomp cannot be taken away. Returns why it cannot be done, or nothing.
std::string set_trap();

/// Whether there is such a filter in this process.
bool is_trapped() noexcept;

/// The name of the first call since, or its number.
std::optional<std::string> trapped_call();

} // namespace dovetail::judge
