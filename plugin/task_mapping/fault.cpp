// SPDX-License-Identifier: Apache-2.0
#include "fault.hpp"

#include <dovetail/kit/error.hpp>

namespace dovetail::task_mapping {

void config_fault(std::string_view pointer, std::string_view what)
{
    std::string message(pointer.empty() ? "/" : pointer);
    message += ": ";
    message += what;
    throw kit::plugin_error(kit::error_class::config, "invalid_configuration", std::move(message));
}

} // namespace dovetail::task_mapping
