// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin validate`: whether a host would load a plugin, check by check, without running
// any of it.
#include "plugin_tool/file.hpp"
#include "plugin_tool/subcommands.hpp"
#include "plugin_tool/subject.hpp"

#include "app/json_text.hpp"
#include "app/plugin_text.hpp"
#include "app/text.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_check.hpp>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace dovetail::plugin_tool {
namespace {

namespace json = boost::json;

struct validate_options
{
    std::string file;
    std::string manifest;
    std::vector<std::string> keys; ///< public keys, or files with one
    bool json = false;
};

/// One line of the report.
struct verdict
{
    std::string name;
    std::optional<host::error> problem{};
    std::string warning{};
};

struct report
{
    std::vector<verdict> verdicts{};
    std::string signer{};

    bool ok() const
    {
        return std::ranges::none_of(verdicts,
                                    [](const verdict& one) { return one.problem.has_value(); });
    }
};

app::outcome_of<host::trusted_key> key_at(const std::string& text)
{
    auto key = host::public_key::parse(text);
    if (key) return host::trusted_key{text, *key};
    auto content = read_text(text);
    if (!content) return content.error();
    content->erase(content->find_last_not_of(" \r\n") + 1);
    key = host::public_key::parse(*content);
    if (!key)
        return failure::of({host::error_class::config, "key", text + ": " + key.error().message});
    return host::trusted_key{std::filesystem::path(text).filename().string(), *key};
}

/// The settings of the host that is asked about.
app::outcome_of<host::manifest> host_of(const validate_options& wanted)
{
    host::manifest out;
    if (!wanted.manifest.empty()) {
        auto read = host::load_manifest(wanted.manifest);
        if (!read.ok()) return failure::of(read.failure());
        out = std::move(*read.value);
    }
    for (const auto& text : wanted.keys) {
        auto key = key_at(text);
        if (!key) return key.error();
        out.plugins.trust.mode = host::trust_mode::require;
        out.plugins.trust.keys.push_back(std::move(*key));
    }
    return out;
}

verdict verdict_on(std::string name, const std::vector<host::fault>& faults)
{
    verdict out{std::move(name)};
    if (host::has_errors(faults)) out.problem = host::to_error("plugin_configuration", faults);
    for (const auto& fault : faults)
        if (fault.level == host::fault_level::warning)
            out.warning += (out.warning.empty() ? "" : "\n") + to_string(fault);
    return out;
}

/// What that host would give the plugin.
template<class Settings>
void check_configurations(const char* kind, const std::vector<Settings>& all,
                          const host::plugin_manifest& about, report& into)
{
    for (const auto& one : all) {
        if (one.plugin != about.id) continue;
        into.verdicts.push_back(
            verdict_on(fmt::format("its configuration fits: {} {}", kind, one.name),
                       host::check_configuration(about, one.settings)));
    }
}

report judge(const subject& what, const host::manifest& host)
{
    report out;
    verdict manifest = verdict_on("its manifest is a good one", what.faults);
    if (what.manifest_file.empty())
        manifest.problem = host::error{host::error_class::config, "plugin_manifest",
                                       "there is none beside " + what.library.string()};
    else if (manifest.problem)
        manifest.problem->code = "plugin_manifest";
    out.verdicts.push_back(std::move(manifest));
    if (!what.about) return out;
    auto judgement = host::judge_plugin(*what.about, host.plugins.trust);
    out.signer = std::move(judgement.signer);
    for (auto& check : judgement.checks)
        out.verdicts.push_back(
            {std::string(check.name), std::move(check.problem), std::move(check.warning)});
    check_configurations("connection", host.connections, *what.about, out);
    check_configurations("mapping", host.mappings, *what.about, out);
    return out;
}

json::object to_json(const subject& what, const report& found)
{
    json::array checks;
    for (const auto& one : found.verdicts) {
        json::object check{{"name", one.name}, {"warning", app::json_optional(one.warning)}};
        check["problem"] = one.problem ? json::value(app::json_error(*one.problem)) : nullptr;
        checks.push_back(std::move(check));
    }
    json::object out{{"ok", found.ok()}, {"signer", app::json_optional(found.signer)}};
    out["plugin"] = what.about ? json::value(app::json_plugin(*what.about)) : nullptr;
    out["checks"] = std::move(checks);
    return out;
}

void print(console& out, const report& found)
{
    const app::palette paint(out.out().colored);
    for (const auto& one : found.verdicts) {
        const bool good = !one.problem;
        out.line(fmt::format(
            "{} {}", paint(good ? app::tint::good : app::tint::bad, good ? "ok    " : "FAILED"),
            app::printable(one.name)));
        if (one.problem)
            for (const auto& line : app::printable_lines(one.problem->message))
                out.line("         " + line);
        if (!one.warning.empty())
            for (const auto& line : app::printable_lines("warning: " + one.warning))
                out.line(paint(app::tint::warning, "         " + line));
    }
    if (!found.signer.empty()) out.line("signed by  " + app::printable(found.signer));
    out.line(found.ok() ? paint(app::tint::good, "the host would load it")
                        : paint(app::tint::bad, "the host would refuse it"));
}

outcome validate(const validate_options& wanted, console& out)
{
    const auto host = host_of(wanted);
    if (!host) return host.error();
    const auto what = find_subject(wanted.file);
    if (!what) return what.error();
    const report found = judge(*what, *host);
    if (wanted.json)
        out.line(app::json_document(to_json(*what, found)));
    else
        print(out, found);
    return found.ok() ? exit_code::done : exit_code::failed;
}

} // namespace

void add_validate(program& to)
{
    auto wanted = std::make_shared<validate_options>();
    CLI::App& app =
        to.add("validate", "Whether a host would load a plugin, check by check; runs none of it",
               "dovetail-plugin validate plugins/my_connector.plugin.json --manifest "
               "manifest.json\n  dovetail-plugin validate my_connector.so --key acme.key.pub",
               [wanted](console& out) { return validate(*wanted, out); });
    app.add_option("file", wanted->file, "The plugin's manifest (*.plugin.json), or its library")
        ->required()
        ->type_name("FILE");
    app.add_option("--manifest", wanted->manifest,
                   "The host's manifest.json: its rules of trust, and the configurations it has "
                   "for this plugin")
        ->type_name("FILE");
    app.add_option("--key", wanted->keys,
                   "Require a signature by this public key (ed25519:…, or a file with one), or by "
                   "one of several")
        ->type_name("KEY")
        ->expected(1)
        ->take_all();
    app.add_flag("--json", wanted->json, "Print JSON for scripts");
}

} // namespace dovetail::plugin_tool
