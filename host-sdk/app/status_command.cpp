// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/contract_facts.hpp"
#include "app/contract_text.hpp"
#include "app/json_text.hpp"
#include "app/person_view.hpp"
#include "app/status_facts.hpp"
#include "app/swap_facts.hpp"
#include "app/swap_text.hpp"
#include "app/table.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace dovetail::app {
namespace {

namespace json = boost::json;

/// Problems read to group them by reason; the counts beside them are exact whatever their number.
constexpr std::size_t most_grouped = 10'000;
constexpr std::size_t longest_reason = 120; ///< columns

/// Tasks that wait for one reason, and since when the first of them.
struct waiting_reason
{
    std::uint64_t count = 0;
    sync::instant_us oldest_at = 0;
    std::string reason;
    bool failed = false;
};

struct connection_status
{
    std::string name;
    std::optional<connection_fact> known;
    sync::instant_us read_at = 0; ///< when it was last read up to date
};

/// Everything that is shown of one sync.
struct status_view
{
    sync_names names;
    bool is_new = false;
    sync::sync_status status;
    std::vector<sync::member> members;
    std::map<std::string, waiting_reason> waiting; ///< by code
    sync::both<connection_status> connections;
    swap_memory swaps;
    std::vector<host::contract_finding> findings;
};

outcome_of<std::map<std::string, waiting_reason>> waiting_of(sync::control& control)
{
    sync::problem_query query;
    query.limit = most_grouped;
    auto problems = control.problems(query);
    if (!problems) return of_control(problems.error());
    std::map<std::string, waiting_reason> all;
    for (auto& problem : *problems) {
        auto& entry = all[problem.code];
        if (entry.count++ == 0 || problem.first_at < entry.oldest_at)
            entry.oldest_at = problem.first_at;
        if (entry.reason.empty()) entry.reason = std::move(problem.reason);
        entry.failed = problem.kind == sync::outcome::failed;
    }
    return all;
}

outcome_of<status_view> look(const setup& base, const host::sync_settings& sync)
{
    auto person = person_view::open(base, sync.name, state_access::read);
    if (!person) return person.error();
    status_view view;
    view.names = person->names;
    view.is_new = person->opened.is_new;
    auto status = person->control.status();
    if (!status) return of_control(status.error());
    view.status = std::move(*status);
    auto members = person->control.members();
    if (!members) return of_control(members.error());
    view.members = std::move(*members);
    auto waiting = waiting_of(person->control);
    if (!waiting) return waiting.error();
    view.waiting = std::move(*waiting);
    for (const auto side : {host::side::left, host::side::right}) {
        const auto& name = view.names.side.of(side);
        view.connections.of(side) = {
            name, stored_connection(*person->opened.state.store, sync.name, name),
            view.status.cursor_at.of(side)};
    }
    view.swaps = stored_swaps(*person->opened.state.store, {&sync.name, 1});
    view.findings = stored_findings(*person->opened.state.store, {&sync.name, 1});
    return view;
}

std::string budget_text(const host::budget_state& budget)
{
    if (!budget.known || budget.limit == 0) return "budget not told";
    return fmt::format("{} of {} requests used ({} %){}", grouped(budget.used),
                       grouped(budget.limit), budget.used * 100 / budget.limit,
                       budget.short_of ? ", backfill waits" : "");
}

void print_counts(const setup& base, const status_view& view, sync::instant_us now)
{
    const auto& counts = view.status.counts;
    const palette paint(base.out.out().colored);
    base.out.line(
        fmt::format("  last pass  {}{}", age(view.status.last_pass_at, now),
                    view.status.last_pass.empty() ? "" : "  " + printable(view.status.last_pass)));
    for (const auto side : {host::side::left, host::side::right}) {
        const auto& connection = view.connections.of(side);
        base.out.line(fmt::format(
            "  {}  read {}{}", padded(printable(connection.name), 14), age(connection.read_at, now),
            connection.known ? fmt::format("; {}; {}", printable(connection.known->plugin),
                                           budget_text(connection.known->budget))
                             : ""));
    }
    base.out.line(fmt::format("  links      {} live, {} waiting, {} deleted, {} released",
                              grouped(counts.live), grouped(counts.waiting),
                              grouped(counts.deleted), grouped(counts.released)));
    base.out.line(fmt::format("  changes    {} applied, {} no-op, {} conflicts; {} held, {} failed",
                              grouped(counts.applied), grouped(counts.no_ops),
                              grouped(counts.conflicts), grouped(counts.held),
                              grouped(counts.failed)));
    if (counts.intents > 0)
        base.out.line(fmt::format("  in doubt   {}; looked up in the next pass",
                                  counted(counts.intents, "write")));
    for (const auto& [code, group] : view.waiting)
        base.out.line(fmt::format(
            "    {} {}  {}  oldest {}",
            paint(group.failed ? tint::bad : tint::warning, group.failed ? "failed" : "held"),
            grouped(group.count),
            shortened(printable(fmt::format("{} ({})", group.reason, code)), longest_reason),
            age(group.oldest_at, now)));
}

void print(const setup& base, const status_view& view)
{
    const auto now = now_us();
    const palette paint(base.out.out().colored);
    base.out.line(paint(tint::strong, fmt::format("{}: {} ⇄ {}", printable(view.names.sync),
                                                  printable(view.names.side.left),
                                                  printable(view.names.side.right))));
    if (view.is_new) {
        base.out.line("  nothing was synced yet: there is no state file");
        return;
    }
    if (!view.status.paused_code.empty())
        base.out.line("  " + paint(tint::bad, fmt::format("paused: {} ({})",
                                                          printable(view.status.paused_reason),
                                                          printable(view.status.paused_code))));
    print_counts(base, view, now);
    for (const auto& line : swap_lines(view.swaps, now, paint))
        base.out.line(line);
    for (const auto& line : finding_lines(view.findings, now, paint))
        base.out.line(line);
    if (view.status.mass_deletes > 0)
        base.out.line("  " + paint(tint::warning,
                                   fmt::format("{} held back by the mass-delete brake; agree with "
                                               "`dovetail held confirm-deletes`",
                                               counted(view.status.mass_deletes, "delete"))));
    base.out.line(fmt::format("  members    {} on, {} off", grouped(view.status.enabled),
                              grouped(view.status.members - view.status.enabled)));
    for (const auto& member : view.members)
        if (member.catch_up && member.enabled)
            base.out.line(fmt::format("    {}  first sync: {} of {}", printable(member.name),
                                      grouped(member.done), grouped(member.found)));
}

json::object waiting_json(const status_view& view)
{
    json::object all;
    for (const auto& [code, group] : view.waiting)
        all[code] = json::object{{"result", group.failed ? "failed" : "held"},
                                 {"count", group.count},
                                 {"oldest_at", json_instant(group.oldest_at)},
                                 {"reason", group.reason}};
    return all;
}

json::object connections_json(const status_view& view)
{
    json::object all;
    for (const auto side : {host::side::left, host::side::right}) {
        const auto& connection = view.connections.of(side);
        json::object one{{"side", sync::to_string(side)},
                         {"read_at", json_instant(connection.read_at)}};
        one["plugin"] = connection.known ? json_optional(connection.known->plugin) : nullptr;
        one["budget"] = nullptr;
        if (connection.known && connection.known->budget.known)
            one["budget"] = json::object{{"used", connection.known->budget.used},
                                         {"limit", connection.known->budget.limit},
                                         {"short", connection.known->budget.short_of},
                                         {"at", json_instant(connection.known->at)}};
        all[connection.name] = std::move(one);
    }
    return all;
}

json::object plugins_json(const status_view& view)
{
    auto all = json_swaps(view.swaps);
    all["findings"] = json_findings(view.findings);
    return all;
}

json::object to_json(const status_view& view)
{
    const auto& counts = view.status.counts;
    const auto now = now_us();
    const auto lag = view.status.last_pass_at == 0 ? 0 : (now - view.status.last_pass_at) / 1000;
    json::object document{
        {"sync", view.names.sync},
        {"last_pass_at", json_instant(view.status.last_pass_at)},
        {"last_pass", json_optional(view.status.last_pass)},
        {"lag_ms", view.status.last_pass_at == 0 ? json::value(nullptr) : json::value(lag)},
        {"paused", json_optional(view.status.paused_code)},
        {"paused_reason", json_optional(view.status.paused_reason)},
        {"mass_deletes", view.status.mass_deletes},
        {"links", json::object{{"live", counts.live},
                               {"waiting", counts.waiting},
                               {"deleted", counts.deleted},
                               {"released", counts.released}}},
        {"changes", json::object{{"applied", counts.applied},
                                 {"no_ops", counts.no_ops},
                                 {"conflicts", counts.conflicts}}},
        {"held", counts.held},
        {"failed", counts.failed},
        {"dismissed", counts.dismissed},
        {"in_doubt", counts.intents},
        {"history", counts.history},
        {"waiting", waiting_json(view)},
        {"connections", connections_json(view)},
        {"members", json::object{{"on", view.status.enabled},
                                 {"off", view.status.members - view.status.enabled},
                                 {"catching_up", view.status.catching_up}}},
        {"plugins", plugins_json(view)}};
    return document;
}

} // namespace

outcome_of<exit_code> execute(const status_command& wanted, const setup& base)
{
    const auto syncs = chosen_syncs(base.manifest, wanted.sync);
    if (!syncs) return syncs.error();
    json::array documents;
    for (const auto* sync : *syncs) {
        const auto view = look(base, *sync);
        if (!view) return view.error();
        if (wanted.json)
            documents.push_back(to_json(*view));
        else
            print(base, *view);
    }
    if (wanted.json) base.out.line(json_document(json::object{{"syncs", std::move(documents)}}));
    return exit_code::done;
}

} // namespace dovetail::app
