// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/programs.hpp"

#include <cstdlib>

namespace dovetail::test {
namespace {

std::filesystem::path folder(const char* variable, const char* otherwise)
{
    const char* value = std::getenv(variable);
    return value == nullptr || *value == '\0' ? otherwise : value;
}

std::filesystem::path programs()
{
    return folder("DOVETAIL_PROGRAMS", DOVETAIL_PROGRAM_DIR);
}

} // namespace

std::filesystem::path host_program()
{
    return programs() / "dovetail";
}
std::filesystem::path sandbox_program()
{
    return programs() / "dovetail-sandbox";
}
std::filesystem::path plugin_program()
{
    return programs() / "dovetail-plugin";
}
std::filesystem::path plugin_folder()
{
    return folder("DOVETAIL_PLUGINS", DOVETAIL_PLUGIN_DIR);
}

} // namespace dovetail::test
