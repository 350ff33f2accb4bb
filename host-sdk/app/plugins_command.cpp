// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/json_text.hpp"
#include "app/table.hpp"
#include "app/text.hpp"

#include <dovetail/host/plugin_search.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& all)
{
    json::array list;
    for (const auto& text : all)
        list.emplace_back(text);
    return list;
}

json::object to_json(const host::search_candidate& candidate)
{
    return {{"file", candidate.file.string()},
            {"id", json_optional(candidate.id)},
            {"version", json_optional(candidate.version)},
            {"chosen", candidate.chosen},
            {"broken", candidate.broken},
            {"reason", json_optional(candidate.reason)},
            {"warnings", texts(candidate.warnings)}};
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
                                      {"warnings", texts(place.warnings)},
                                      {"candidates", std::move(candidates)}});
    }
    return {{"wanted", json_optional(trace.wanted)},
            {"pinned_version", json_optional(trace.pinned_version)},
            {"notes", texts(trace.notes)},
            {"places", std::move(places)}};
}

json::value schema_of(const host::plugin_manifest& about)
{
    boost::system::error_code bad;
    auto schema = json::parse(about.schema.json, bad);
    return bad ? json::value(nullptr) : std::move(schema);
}

json::object to_json(const host::plugin_manifest& about)
{
    return {{"id", about.id},
            {"version", to_string(about.version)},
            {"file", about.file.string()},
            {"library", about.library.string()},
            {"sha256", host::to_string(about.sha256)},
            {"abi", json::object{{"oldest", about.abi.oldest}, {"newest", about.abi.newest}}},
            {"provides", texts(about.provides)},
            {"requires", texts(about.requires_of_host)},
            {"swap", about.swap == host::swap_mode::overlap ? "overlap" : "exclusive"},
            {"resident", about.resident},
            {"configuration", schema_of(about)}};
}

std::string joined(const std::vector<std::string>& all)
{
    std::string text;
    for (const auto& one : all)
        text += (text.empty() ? "" : ", ") + one;
    return text.empty() ? "nothing" : printable(text);
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
        for (const auto& warning : place.warnings)
            base.out.complain(
                fmt::format("{}: {}", printable(place.directory.string()), printable(warning)));
    }
}

void print_lines(const setup& base, std::string_view text)
{
    while (true) {
        const auto end = text.find('\n');
        base.out.line(printable(text.substr(0, end)));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

void print_plugin(const setup& base, const host::plugin_manifest& about,
                  const host::search_trace& trace)
{
    const palette paint(base.out.out().colored);
    base.out.line(
        paint(tint::strong, fmt::format("{} {}", printable(about.id), to_string(about.version))));
    base.out.line("  manifest   " + printable(about.file.string()));
    base.out.line("  library    " + printable(about.library.string()));
    base.out.line("  sha256     " + host::to_string(about.sha256));
    base.out.line("  contract   " + host::to_string(about.abi) + "; this host speaks " +
                  host::to_string(host::host_abi_range()));
    base.out.line("  provides   " + joined(about.provides));
    base.out.line("  requires   " + joined(about.requires_of_host));
    base.out.line(fmt::format("  swap       {}{}",
                              about.swap == host::swap_mode::overlap ? "overlap" : "exclusive",
                              about.resident ? ", stays mapped" : ""));
    base.out.line("  search");
    print_lines(base, trace.to_text());
    base.out.line("  configuration schema");
    print_lines(base, json_document(schema_of(about)));
}

} // namespace

outcome_of<exit_code> execute(const plugins_list_command& wanted, const setup& base)
{
    const auto trace = host::plugin_search(base.manifest.plugins).list();
    if (wanted.json)
        base.out.line(json_document(to_json(trace)));
    else
        print_list(base, trace);
    return exit_code::done;
}

outcome_of<exit_code> execute(const plugins_inspect_command& wanted, const setup& base)
{
    const auto found = host::plugin_search(base.manifest.plugins).find(wanted.id);
    if (wanted.json) {
        json::object document{{"search", to_json(found.trace)}};
        document["plugin"] = found.ok() ? json::value(to_json(*found.found)) : json::value(nullptr);
        base.out.line(json_document(document));
        return found.ok() ? exit_code::done : exit_code::configuration;
    }
    if (!found.ok()) return failure{exit_code::configuration, found.failure()};
    print_plugin(base, *found.found, found.trace);
    return exit_code::done;
}

} // namespace dovetail::app
