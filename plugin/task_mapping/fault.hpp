// SPDX-License-Identifier: Apache-2.0
// Faults in the configuration, with the place they are at.
#pragma once

#include <string>
#include <string_view>

namespace dovetail::task_mapping {

/// Throws kit::plugin_error, class config, code
/// "invalid_configuration": "<pointer>: <what>". `pointer` is
/// a JSON pointer into the configuration after it was merged over the shipped rules.
[[noreturn]] void config_fault(std::string_view pointer, std::string_view what);

} // namespace dovetail::task_mapping
