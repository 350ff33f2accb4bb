// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace dovetail::test {

/// What is tested, as the build made it: the environment says where (DOVETAIL_PROGRAMS,
/// DOVETAIL_PLUGINS), and the build's own place is the default.
std::filesystem::path host_program();
std::filesystem::path sandbox_program();
std::filesystem::path plugin_program();
std::filesystem::path plugin_folder();

} // namespace dovetail::test
