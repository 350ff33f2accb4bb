// SPDX-License-Identifier: Apache-2.0
#include "app/setup.hpp"

#include "app/text.hpp"

#include <dovetail/http/log.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace dovetail::app {
namespace {

std::string names_of(const host::manifest& manifest)
{
    std::string names;
    for (const auto& sync : manifest.syncs) {
        if (!names.empty()) names += ", ";
        names += sync.name;
    }
    return names;
}

failure unknown_sync(const host::manifest& manifest, std::string_view name)
{
    return failure::of_usage("unknown_sync",
                             fmt::format("{} has no sync called '{}'; it has: {}",
                                         manifest.file.string(), name, names_of(manifest)));
}

failure no_sync(const host::manifest& manifest)
{
    return {exit_code::configuration,
            {host::error_class::config, "no_sync",
             fmt::format("{}: /syncs is empty, so there is nothing to do; "
                         "docs/manifest.md shows how to write one",
                         manifest.file.string())}};
}

} // namespace

std::unique_ptr<host::log> make_log(const global_options& global, const host::log_settings& wanted,
                                    console& out)
{
    const host::log_settings settings{global.log_level.value_or(wanted.level),
                                      global.log_format.value_or(wanted.format)};
    return http::make_log(settings, [&out](std::string_view line) { out.complain(line); });
}

outcome_of<setup> make_setup(const global_options& global, console& out, bool quiet)
{
    auto report = host::load_manifest(global.manifest, {.own_only = !global.manifest_named});
    if (!report.ok()) return failure{exit_code::configuration, report.failure()};
    const palette paint(out.err().colored);
    for (const auto& fault : report.faults)
        out.complain(paint(tint::warning, printable(to_string(fault))));
    auto wanted = report.value->log;
    if (quiet) wanted.level = std::max(wanted.level, host::log_level::warning);
    auto log = make_log(global, wanted, out);
    return setup{out, std::move(*report.value), std::move(log)};
}

outcome_of<const host::sync_settings*> one_sync(const host::manifest& manifest,
                                                std::string_view name)
{
    if (manifest.syncs.empty()) return no_sync(manifest);
    if (!name.empty()) {
        const auto* found = manifest.find_sync(name);
        if (found == nullptr) return unknown_sync(manifest, name);
        return found;
    }
    if (manifest.syncs.size() > 1)
        return failure::of_usage("which_sync",
                                 fmt::format("{} has several syncs; say which with --sync: {}",
                                             manifest.file.string(), names_of(manifest)));
    return &manifest.syncs.front();
}

outcome_of<std::vector<const host::sync_settings*>> chosen_syncs(const host::manifest& manifest,
                                                                 std::string_view name)
{
    if (manifest.syncs.empty()) return no_sync(manifest);
    std::vector<const host::sync_settings*> chosen;
    for (const auto& sync : manifest.syncs)
        if (name.empty() || sync.name == name) chosen.push_back(&sync);
    if (chosen.empty()) return unknown_sync(manifest, name);
    return chosen;
}

} // namespace dovetail::app
