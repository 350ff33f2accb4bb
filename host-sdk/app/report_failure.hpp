// SPDX-License-Identifier: Apache-2.0
// Errors on standard error: what, where, what to do; and apart from it, what a server said.
#pragma once

#include "app/console.hpp"
#include "app/failure.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::app {

/// The lines of an error for people. Our own message may have several lines; a server's text is one
/// printable line, shortened, and marked as the server's.
std::vector<std::string> error_lines(const host::error& error, std::string_view prefix,
                                     const palette& paint);

/// Prints a failure; returns the process's exit code.
int report_failure(console& to, const failure& why);

} // namespace dovetail::app
