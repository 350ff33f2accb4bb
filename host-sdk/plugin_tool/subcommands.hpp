// SPDX-License-Identifier: Apache-2.0
// One function for each subcommand; each is in a file named after it.
#pragma once

#include "plugin_tool/program.hpp"

namespace dovetail::plugin_tool {

void add_bench(program& to);
void add_conform(program& to);
void add_inspect(program& to);
void add_keygen(program& to);
void add_new(program& to);
void add_sign(program& to);
void add_validate(program& to);

} // namespace dovetail::plugin_tool
