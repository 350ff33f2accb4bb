// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/composition.hpp"
#include "app/json_text.hpp"
#include "app/report_failure.hpp"
#include "app/text.hpp"

#include <dovetail/host/plugin_registry.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

/// Everything a check found, in the order it was looked for.
struct findings
{
    std::vector<host::fault> faults;
    std::vector<host::error> plugins; ///< of searching, loading and configuring
    std::vector<std::pair<std::string, host::error>> online; ///< by sync

    exit_code code() const
    {
        if (host::has_errors(faults) || !plugins.empty()) return exit_code::configuration;
        for (const auto& [sync, error] : online)
            return failure::of_engine(error).code;
        return exit_code::done;
    }
};

json::object to_json(const host::fault& fault)
{
    return {{"level", fault.level == host::fault_level::error ? "error" : "warning"},
            {"file", fault.file},
            {"line", fault.where.line},
            {"column", fault.where.column},
            {"pointer", fault.pointer},
            {"what", fault.what},
            {"remedy", json_optional(fault.remedy)}};
}

json::object to_json(const findings& found)
{
    json::array faults;
    for (const auto& fault : found.faults)
        faults.push_back(to_json(fault));
    json::array plugins;
    for (const auto& error : found.plugins)
        plugins.push_back(json_error(error));
    json::array online;
    for (const auto& [sync, error] : found.online)
        online.push_back(json::object{{"sync", sync}, {"error", json_error(error)}});
    return {{"ok", found.code() == exit_code::done},
            {"faults", std::move(faults)},
            {"plugins", std::move(plugins)},
            {"online", std::move(online)}};
}

void print(console& out, const findings& found)
{
    const palette paint(out.err().colored);
    for (const auto& fault : found.faults)
        out.complain(paint(fault.level == host::fault_level::error ? tint::bad : tint::warning,
                           printable(to_string(fault))));
    for (const auto& error : found.plugins)
        for (const auto& line : error_lines(error, "plugin", paint))
            out.complain(line);
    for (const auto& [sync, error] : found.online)
        for (const auto& line : error_lines(error, sync, paint))
            out.complain(line);
}

/// Loads every plugin the manifest names with its configuration, so that its own check is run.
void check_plugins(const host::manifest& manifest, host::log& log, findings& found)
{
    host::plugin_registry registry(
        host::plugin_search(manifest.plugins),
        std::make_shared<host::plugin_host>("dovetail", "check", log,
                                            host::checking_for(manifest.plugins.check)));
    for (const auto& connection : manifest.connections)
        if (auto made = registry.connector_for(connection); !made)
            found.plugins.push_back(made.error());
    for (const auto& mapping : manifest.mappings)
        if (auto made = registry.mapping_for(mapping); !made) found.plugins.push_back(made.error());
}

outcome_of<void> check_online(const setup& base, findings& found)
{
    sync::sqlite_options nowhere;
    nowhere.path = ":memory:"; // a check leaves the real state alone
    auto state = sync::open_sqlite(nowhere);
    if (!state) return failure::of_state(state.error());
    const auto syncs = chosen_syncs(base.manifest, {});
    if (!syncs) return syncs.error();
    auto host = composition::build(base, *syncs, std::move(*state), nullptr);
    if (!host) return host.error();
    for (const auto* sync : *syncs)
        if (auto checked = (*host)->check(sync->name); !checked)
            found.online.emplace_back(sync->name, checked.error());
    return boost::system::in_place_value;
}

void say_good(const host::manifest& manifest, bool online, console& out)
{
    out.line(fmt::format("{}: good: {}, {}, {}{}", printable(manifest.file.string()),
                         counted(manifest.syncs.size(), "sync"),
                         counted(manifest.connections.size(), "connection"),
                         counted(manifest.mappings.size(), "mapping"),
                         online ? "; every server answers and fits" : ""));
}

} // namespace

outcome_of<exit_code> check_manifest(const manifest_check_command& wanted,
                                     const global_options& global, console& out)
{
    auto report = host::load_manifest(
        global.manifest, {.strict = wanted.strict, .own_only = !global.manifest_named});
    findings found;
    found.faults = report.faults;
    if (report.ok()) {
        const auto secrets = host::check_secrets(*report.value);
        found.faults.insert(found.faults.end(), secrets.begin(), secrets.end());
        auto log = make_log(global, {host::log_level::warning, report.value->log.format}, out);
        check_plugins(*report.value, *log, found);
        if (wanted.online && found.code() == exit_code::done) {
            const setup base{out, *report.value, std::move(log)};
            if (auto checked = check_online(base, found); !checked) return checked.error();
        }
    }
    if (wanted.json)
        out.line(json_document(to_json(found)));
    else
        print(out, found);
    if (!wanted.json && found.code() == exit_code::done)
        say_good(*report.value, wanted.online, out);
    return found.code();
}

} // namespace dovetail::app
