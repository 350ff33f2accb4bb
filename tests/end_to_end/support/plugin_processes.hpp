// SPDX-License-Identifier: Apache-2.0
// The processes of isolated plugins, as a host's log tells of them.
#pragma once

#include "end_to_end/support/deployment.hpp"

#include <map>
#include <string>
#include <sys/types.h>

namespace dovetail::test {

/// Isolates both connections and the mapping, and lets the log tell what is needed below.
void isolate_all(deployment& here);

/// Processes by plugin, the last one of each.
std::map<std::string, pid_t> processes_in(const std::string& log);

/// A dead process that nobody has asked about counts as dead.
bool is_alive(pid_t process);

} // namespace dovetail::test
