// SPDX-License-Identifier: Apache-2.0
// `dovetail-plugin inspect`: all that can be known about a plugin without running it.
#include "plugin_tool/subcommands.hpp"
#include "plugin_tool/subject.hpp"

#include "app/json_text.hpp"
#include "app/plugin_text.hpp"
#include "app/text.hpp"

#include <dovetail/host/library_facts.hpp>

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
    bool json = false;
};

/// What was found out.
struct findings
{
    subject what;
    std::optional<host::library_facts> facts{};
    std::optional<host::error> refusal{}; ///< why no host would load it
};

std::optional<host::error> why_refused(const findings& found)
{
    if (!found.what.about)
        return host::error{host::error_class::config, "plugin_manifest",
                           found.what.manifest_file.empty()
                               ? "it has no manifest beside it"
                               : host::to_error("", found.what.faults).message};
    if (found.facts->sha256 != host::to_string(found.what.about->sha256))
        return host::error{host::error_class::config, "plugin_digest",
                           "the library is not the one the manifest describes"};
    if (auto accepted = host::accept_library(*found.facts); !accepted) return accepted.error();
    return std::nullopt;
}

findings look(subject what)
{
    findings out{std::move(what)};
    if (!out.what.library.empty()) {
        auto facts = host::inspect_library(out.what.library);
        if (facts)
            out.facts = std::move(*facts);
        else
            out.refusal = facts.error();
    }
    if (!out.refusal) out.refusal = why_refused(out);
    return out;
}

json::value json_facts(const host::library_facts& facts)
{
    return {{"sha256", facts.sha256},
            {"size", facts.size},
            {"needed", app::json_texts(facts.needed)},
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
    return out;
}

void print_facts(console& out, const host::library_facts& facts)
{
    const std::string unique = facts.unique.empty() ? "none" : app::joined(facts.unique);
    out.line(app::fact_line("size", app::grouped(facts.size) + " bytes"));
    out.line(app::fact_line("exports", app::joined(facts.exported)));
    out.line(app::fact_line("unique", unique));
    out.line(app::fact_line("needs", app::joined(facts.needed)));
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
    for (const auto& fault : found.what.faults)
        out.line(paint(app::tint::warning, "  " + app::printable(to_string(fault))));
    if (found.refusal)
        for (const auto& line :
             app::printable_lines(fmt::format("refused: {}", found.refusal->message)))
            out.line(paint(app::tint::bad, "  " + line));
    else
        out.line(paint(app::tint::good, "  a host may load it"));
    if (!with_schema || !about) return;
    out.line("  configuration schema");
    for (const auto& line : app::plugin_schema(*about))
        out.line(line);
}

outcome inspect(const inspect_options& wanted, console& out)
{
    auto what = find_subject(wanted.file);
    if (!what) return what.error();
    const findings found = look(std::move(*what));
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
                           "dovetail-plugin inspect plugins/my_connector.plugin.json",
                           [wanted](console& out) { return inspect(*wanted, out); });
    app.add_option("file", wanted->file, "The plugin's manifest (*.plugin.json), or its library")
        ->required()
        ->type_name("FILE");
    app.add_flag("--schema", wanted->schema, "Also the JSON Schema of its configuration");
    app.add_flag("--json", wanted->json, "Print JSON for scripts");
}

} // namespace dovetail::plugin_tool
