// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/contract_text.hpp"
#include "app/json_text.hpp"
#include "app/plugin_memory.hpp"
#include "app/plugin_text.hpp"
#include "app/swap_text.hpp"
#include "app/table.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <dovetail/host/contract_check.hpp>
#include <dovetail/host/plugin_search.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

json::object to_json(const host::search_candidate& candidate)
{
    auto warnings = candidate.warnings;
    warnings.insert(warnings.end(), candidate.doubts.begin(), candidate.doubts.end());
    return {{"file", candidate.file.string()},
            {"id", json_optional(candidate.id)},
            {"version", json_optional(candidate.version)},
            {"chosen", candidate.chosen},
            {"broken", candidate.broken},
            {"reason", json_optional(candidate.reason)},
            {"warnings", json_texts(warnings)}};
}

json::object to_json(const host::search_trace& trace)
{
    json::array places;
    for (const auto& place : trace.places) {
        json::array candidates;
        for (const auto& candidate : place.candidates)
            candidates.push_back(to_json(candidate));
        places.push_back(json::object{{"directory", place.directory.string()},
                                      {"origin", place.origin},
                                      {"problem", json_optional(place.problem)},
                                      {"unsafe", place.unsafe},
                                      {"candidates", std::move(candidates)}});
    }
    return {{"wanted", json_optional(trace.wanted)},
            {"pinned_version", json_optional(trace.pinned_version)},
            {"notes", json_texts(trace.notes)},
            {"places", std::move(places)}};
}

bool is_checked(const setup& base)
{
    return host::checking_for(base.manifest.plugins.check) == host::checking::on;
}

std::string checked_text(const setup& base)
{
    return fmt::format("{}, {}", is_checked(base) ? "every one" : "only what could crash the host",
                       base.manifest.plugins.check ? "as /plugins/check says" : "as it was built");
}

void add_memory(json::object& document, const setup& base, const plugin_memory& known)
{
    document["checked"] = is_checked(base);
    document["set_aside"] = json_set_aside(known.swaps);
    document["findings"] = json_findings(known.findings);
}

void print_memory(const setup& base, const plugin_memory& known)
{
    const palette paint(base.out.out().colored);
    for (const auto& line : set_aside_lines(known.swaps, paint))
        base.out.line(line);
    for (const auto& line : finding_lines(known.findings, now_us(), paint))
        base.out.line(line);
}

void print_list(const setup& base, const host::search_trace& trace)
{
    table rows({"plugin", "version", "usable", "file", "why not"});
    for (const auto& place : trace.places)
        for (const auto& candidate : place.candidates)
            rows.add({{printable(candidate.id), tint::strong},
                      {printable(candidate.version)},
                      {candidate.chosen ? "yes" : "no", candidate.chosen   ? tint::good
                                                        : candidate.broken ? tint::bad
                                                                           : tint::dim},
                      {printable(candidate.file.string())},
                      {printable(candidate.reason)}});
    if (rows.empty())
        base.out.line("no plugin was found");
    else
        for (const auto& line : rows.lines(base.out.out()))
            base.out.line(line);
    for (const auto& note : trace.notes)
        base.out.line(printable(note));
    for (const auto& place : trace.places) {
        if (!place.problem.empty())
            base.out.complain(fmt::format("{}: {}", printable(place.directory.string()),
                                          printable(place.problem)));
    }
}

void print_all(const setup& base, const std::vector<std::string>& lines)
{
    for (const auto& line : lines)
        base.out.line(line);
}

void print_plugin(const setup& base, const host::plugin_manifest& about,
                  const host::search_trace& trace)
{
    const palette paint(base.out.out().colored);
    base.out.line(
        paint(tint::strong, fmt::format("{} {}", printable(about.id), to_string(about.version))));
    print_all(base, plugin_lines(about));
    base.out.line(fact_line("checked", checked_text(base)));
    base.out.line("  search");
    print_all(base, printable_lines(trace.to_text()));
    base.out.line("  configuration schema");
    print_all(base, plugin_schema(about));
}

} // namespace

outcome_of<exit_code> execute(const plugins_list_command& wanted, const setup& base)
{
    const auto known = plugin_memory::read(base);
    const auto trace = host::plugin_search(base.manifest.plugins).list(known.swaps.for_search());
    if (wanted.json) {
        auto document = to_json(trace);
        add_memory(document, base, known);
        base.out.line(json_document(document));
        return exit_code::done;
    }
    print_list(base, trace);
    base.out.line("calls checked against the contract: " + checked_text(base));
    print_memory(base, known);
    return exit_code::done;
}

outcome_of<exit_code> execute(const plugins_inspect_command& wanted, const setup& base)
{
    const auto known = plugin_memory::read(base, wanted.id);
    const auto found = host::plugin_search(base.manifest.plugins)
                           .find(wanted.id, {.set_aside = known.swaps.for_search()});
    if (wanted.json) {
        json::object document{{"search", to_json(found.trace)}};
        add_memory(document, base, known);
        document["plugin"] =
            found.ok() ? json::value(json_plugin(*found.found)) : json::value(nullptr);
        base.out.line(json_document(document));
        return found.ok() ? exit_code::done : exit_code::configuration;
    }
    if (!found.ok()) return failure{exit_code::configuration, found.failure()};
    print_plugin(base, *found.found, found.trace);
    print_memory(base, known);
    return exit_code::done;
}

} // namespace dovetail::app
