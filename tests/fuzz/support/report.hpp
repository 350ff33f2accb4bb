// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace dovetail::fuzz {

/// Prints what is wrong with the input and ends the run: libFuzzer keeps the input.
[[noreturn]] void report(std::string_view rule, std::string_view what);

} // namespace dovetail::fuzz
