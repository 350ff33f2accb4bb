// SPDX-License-Identifier: Apache-2.0
#include "plugin_tool/subcommands.hpp"

int main(int count, char** values)
{
    using namespace dovetail::plugin_tool;
    program tool;
    add_new(tool);
    add_conform(tool);
    add_bench(tool);
    add_inspect(tool);
    add_validate(tool);
    add_sign(tool);
    add_keygen(tool);
    return tool.run({values + (count > 0 ? 1 : 0), values + count});
}
