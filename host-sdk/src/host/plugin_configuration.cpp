// SPDX-License-Identifier: Apache-2.0
#include "plugin_configuration.hpp"

#include "json_source.hpp"

#include <algorithm>

namespace dovetail::host {
namespace {

constexpr const char* code = "plugin_configuration";

} // namespace

result<void> judge_configuration(const plugin& by, const configuration& settings)
{
    const std::vector<fault> faults = check_configuration(by.about(), settings);
    for (const fault& one : faults) {
        if (one.level == fault_level::warning)
            by.sink().write(log_level::warning, to_string(one), {{"plugin", by.id()}});
    }
    if (has_errors(faults)) return to_error(code, faults);
    return {};
}

error creation_failure(const plugin& by, const configuration& settings, dovetail_error& reported)
{
    error out = failure_of(by, reported);
    if (out.kind != error_class::config) return out;
    // abi/connector.h: the message begins with the JSON pointer into the configuration.
    std::string pointer;
    std::string what = out.message;
    if (what.starts_with('/')) {
        const auto end = std::min(what.find_first_of(": "), what.size());
        pointer = what.substr(0, end);
        what.erase(0, std::min(what.find_first_not_of(": ", end), what.size()));
    }
    fault found{fault_level::error, by.id(), {}, settings.pointer + pointer, std::move(what), {}};
    if (settings.source) {
        found.file = settings.source->file();
        found.where = settings.source->at(found.pointer);
    }
    out.message = to_string(found);
    return out;
}

} // namespace dovetail::host
