// SPDX-License-Identifier: Apache-2.0
// Starting a program with exactly the descriptors it is to have.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace dovetail::host::isolated {

/// Starts `program` in a process group of its own (the terminal's Ctrl-C is the host's business),
/// with default signals and an empty environment. Standard input and output are /dev/null, standard
/// error is `error_output`; `descriptors` become 3, 4 and so on. What else is open here without
/// close-on-exec is the program's to close.
///
/// Returns 0, or an errno.
int spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
          int error_output, const std::vector<int>& descriptors, pid_t& id);

} // namespace dovetail::host::isolated
