// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/fault.hpp>

#include <algorithm>

namespace dovetail::host {

std::string to_string(const fault& value)
{
    std::string out = value.file;
    if (value.where.line) {
        out += ':' + std::to_string(value.where.line) + ':' + std::to_string(value.where.column);
    }
    if (!out.empty()) out += ": "; // a fault need not be in a file
    out += value.level == fault_level::error ? "error: " : "warning: ";
    if (!value.pointer.empty()) out += value.pointer + ": ";
    out += value.what;
    if (!value.remedy.empty()) out += "; " + value.remedy;
    return out;
}

bool has_errors(std::span<const fault> faults) noexcept
{
    return std::any_of(faults.begin(), faults.end(),
                       [](const fault& one) { return one.level == fault_level::error; });
}

error to_error(std::string_view code, std::span<const fault> faults)
{
    std::string message;
    for (const fault& one : faults) {
        if (one.level != fault_level::error) continue;
        if (!message.empty()) message += '\n';
        message += to_string(one);
    }
    return {error_class::config, std::string(code), std::move(message)};
}

} // namespace dovetail::host
