// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin inspect`: all that can be known about a plugin without running it, and on
// request what it answers.
#include "plugin_tool/answers.hpp"
#include "plugin_tool/subcommands.hpp"
#include "plugin_tool/subject.hpp"

#include "app/json_text.hpp"
#include "app/plugin_text.hpp"
#include "app/text.hpp"

#include <dovetail/host/plugin_check.hpp>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <optional>

namespace dovetail::plugin_tool {
namespace {

namespace json = boost::json;

struct inspect_options
{
    std::string file;
    bool schema = false;
    bool load = false;
    std::string configuration;
    bool json = false;
};

/// What was found out.
struct findings
{
    subject what;
    std::optional<host::library_facts> facts{};
    std::optional<host::error> refusal{}; ///< why no host would load it
    std::optional<answers> loaded{};      ///< with --load
};

host::error no_manifest(const subject& what)
{
    return {host::error_class::config, "plugin_manifest",
            what.manifest_file.empty() ? "it has no manifest beside it"
                                       : host::to_error("", what.faults).message};
}

findings look(subject what)
{
    findings out{std::move(what)};
    if (out.what.about) {
        auto judgement = host::judge_plugin(*out.what.about, {});
        if (const auto* problem = judgement.problem()) out.refusal = *problem;
        out.facts = std::move(judgement.facts);
        return out;
    }
    out.refusal = no_manifest(out.what);
    if (out.what.library.empty()) return out;
    auto facts = host::inspect_library(out.what.library);
    if (facts)
        out.facts = std::move(*facts);
    else
        out.refusal = facts.error();
    return out;
}

/// Needed libraries with the files they would be, for people and scripts.
std::string place_of(const std::string& needed, const host::library_facts& facts)
{
    return host::find_needed(needed, facts.run_path).string();
}

json::value json_facts(const host::library_facts& facts)
{
    json::array needed;
    for (const auto& name : facts.needed)
        needed.push_back({{"name", name}, {"file", app::json_optional(place_of(name, facts))}});
    return {{"sha256", facts.sha256},
            {"size", facts.size},
            {"machine", facts.machine},
            {"needed", std::move(needed)},
            {"run_path", app::json_texts(facts.run_path)},
            {"exported", app::json_texts(facts.exported)},
            {"unique", app::json_texts(facts.unique)}};
}

json::object to_json(const findings& found)
{
    json::array faults;
    for (const auto& one : found.what.faults)
        faults.emplace_back(to_string(one));
    json::object out;
    out["plugin"] = found.what.about ? json::value(app::json_plugin(*found.what.about)) : nullptr;
    out["faults"] = std::move(faults);
    out["library"] = found.facts ? json_facts(*found.facts) : nullptr;
    out["refusal"] = found.refusal ? json::value(app::json_error(*found.refusal)) : nullptr;
    if (found.loaded) out["answers"] = to_json(*found.loaded);
    return out;
}

void print_facts(console& out, const host::library_facts& facts)
{
    const auto or_none = [](const std::vector<std::string>& all) {
        return all.empty() ? "none" : app::joined(all);
    };
    out.line(app::fact_line("size", app::grouped(facts.size) + " bytes"));
    out.line(app::fact_line("machine", facts.machine));
    out.line(app::fact_line("exports", or_none(facts.exported)));
    out.line(app::fact_line("unique", or_none(facts.unique)));
    if (!facts.run_path.empty()) out.line(app::fact_line("run path", app::joined(facts.run_path)));
    std::string_view heading = "needs";
    for (const auto& name : facts.needed) {
        const auto file = place_of(name, facts);
        out.line(app::fact_line(
            heading, fmt::format("{} ({})", name, file.empty() ? "not on this system" : file)));
        heading = "";
    }
}

void print(console& out, const findings& found, bool with_schema)
{
    const app::palette paint(out.out().colored);
    const auto& about = found.what.about;
    out.line(paint(app::tint::strong, about ? fmt::format("{} {}", app::printable(about->id),
                                                          to_string(about->version))
                                            : app::printable(found.what.library.string())));
    if (about)
        for (const auto& line : app::plugin_lines(*about))
            out.line(line);
    if (found.facts) {
        if (!about) out.line(app::fact_line("sha256", found.facts->sha256));
        print_facts(out, *found.facts);
    }
    if (found.loaded)
        for (const auto& line : lines_of(*found.loaded))
            out.line(line);
    for (const auto& fault : found.what.faults)
        out.line(paint(app::tint::warning, "  " + app::printable(to_string(fault))));
    if (found.refusal)
        for (const auto& line :
             app::printable_lines(fmt::format("refused: {}", found.refusal->message)))
            out.line(paint(app::tint::bad, "  " + line));
    else
        out.line(
            paint(app::tint::good, "  a host may load it (trust is its own matter: validate)"));
    if (!with_schema || !about) return;
    out.line("  configuration schema");
    for (const auto& line : app::plugin_schema(*about))
        out.line(line);
}

outcome inspect(const inspect_options& wanted, console& out)
{
    auto what = find_subject(wanted.file);
    if (!what) return what.error();
    findings found = look(std::move(*what));
    if (wanted.load) {
        if (!found.what.about) return failure::of(no_manifest(found.what));
        auto loaded = ask(found.what.about, wanted.configuration, out);
        if (!loaded) return loaded.error();
        found.loaded = std::move(*loaded);
    }
    if (wanted.json)
        out.line(app::json_document(to_json(found)));
    else
        print(out, found, wanted.schema);
    return exit_code::done;
}

} // namespace

void add_inspect(program& to)
{
    auto wanted = std::make_shared<inspect_options>();
    CLI::App& app = to.add("inspect", "All that can be known about a plugin without running it",
                           "dovetail-plugin inspect plugins/my_connector.plugin.json\n"
                           "  dovetail-plugin inspect my_connector.so --load",
                           [wanted](console& out) { return inspect(*wanted, out); });
    app.add_option("file", wanted->file, "The plugin's manifest (*.plugin.json), or its library")
        ->required()
        ->type_name("FILE");
    app.add_flag("--schema", wanted->schema, "Also the JSON Schema of its configuration");
    auto* load = app.add_flag("--load", wanted->load,
                              "Also load it, and show what it answers: THIS RUNS ITS CODE");
    app.add_option("--configuration", wanted->configuration,
                   "With --load: a file with the JSON object to configure it with (default: {})")
        ->needs(load)
        ->type_name("FILE");
    app.add_flag("--json", wanted->json, "Print JSON for scripts");
}

} // namespace dovetail::plugin_tool
