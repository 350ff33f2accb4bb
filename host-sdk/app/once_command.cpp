// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/composition.hpp"
#include "app/findings_keeper.hpp"
#include "app/json_text.hpp"
#include "app/report_failure.hpp"
#include "app/status_facts.hpp"
#include "app/stop_signal.hpp"
#include "app/text.hpp"
#include "app/watcher.hpp"
#include "app/working_syncs.hpp"

#include <dovetail/sync/engine.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

/// What one sync came to.
struct finished_sync
{
    sync_names names;
    sync::once_report report;
    tally what;
};

const host::error* failure_of(const sync::once_report& report)
{
    if (report.passes.empty() || !report.passes.back().failure) return nullptr;
    return &*report.passes.back().failure;
}

void print(const setup& base, const finished_sync& sync)
{
    const palette paint(base.out.out().colored);
    const auto total = sync.report.total();
    const auto state =
        sync.report.settled ? paint(tint::good, "settled") : paint(tint::warning, "not settled");
    base.out.line(fmt::format(
        "{}: {} after {}", paint(tint::strong, printable(sync.names.sync)), state,
        sync.report.passes.size() == 1 ? std::string("1 pass")
                                       : fmt::format("{} passes", sync.report.passes.size())));
    for (const auto& line : sync.what.lines(sync.names, paint))
        base.out.line(line);
    base.out.line(fmt::format("  {} no-op, {} resolved, {} not ours; read {} and {} records",
                              grouped(total.no_ops), counted(sync.what.conflicts(), "conflict"),
                              grouped(total.skipped), grouped(total.records.left),
                              grouped(total.records.right)));
}

json::object to_json(const finished_sync& sync)
{
    json::object document{{"sync", sync.names.sync},
                          {"settled", sync.report.settled},
                          {"passes", sync.report.passes.size()},
                          {"written", sync.what.written_json(sync.names)},
                          {"waiting", sync.what.waiting_json()},
                          {"counts", json_counts(sync.report.total())}};
    const auto* failed = failure_of(sync.report);
    document["failure"] = failed == nullptr ? json::value(nullptr) : json_error(*failed);
    return document;
}

exit_code code_of(const sync::once_report& report, bool interrupted)
{
    if (report.settled) return exit_code::done;
    if (interrupted) return exit_code::interrupted;
    const auto* failed = failure_of(report);
    return failed == nullptr ? exit_code::failed : failure::of_engine(*failed).code;
}

void say_requests(const setup& base, const std::vector<open_connection>& connections)
{
    std::string text;
    for (const auto& connection : connections)
        text += fmt::format("{}{} to {}", text.empty() ? "" : ", ",
                            counted(connection.budget.sent, "request"), printable(connection.name));
    base.out.line(text);
}

json::object requests_json(const std::vector<open_connection>& connections)
{
    json::object all;
    for (const auto& connection : connections)
        all[connection.name] = connection.budget.sent;
    return all;
}

void say_why(const setup& base, const finished_sync& sync, bool interrupted)
{
    const palette paint(base.out.err().colored);
    if (const auto* failed = failure_of(sync.report)) {
        const auto lead = fmt::format("dovetail: {}", printable(sync.names.sync));
        for (const auto& line : error_lines(*failed, lead, paint))
            base.out.complain(line);
    } else if (!sync.report.settled && !interrupted) {
        base.out.complain(fmt::format("dovetail: {}: after {} there was still something to write; "
                                      "is it being edited right now?",
                                      printable(sync.names.sync),
                                      std::to_string(sync.report.passes.size()) + " passes"));
    }
}

} // namespace

outcome_of<exit_code> execute(const once_command& wanted, const setup& base)
{
    stop_signal signals; // before any thread
    auto syncs = working_syncs::open(base, wanted.sync);
    if (!syncs) return syncs.error();
    watcher watching(base.out, watcher::style::counts, syncs->names);
    auto host = composition::build(base, syncs->settings, syncs->opened.state, &watching);
    if (!host) return host.error();
    const findings_keeper findings((*host)->findings(), syncs->opened.state.store, syncs->called());
    const auto stopping = signals.on_stop([&] { (*host)->stop(); });

    auto code = exit_code::done;
    json::array documents;
    for (const auto& named : syncs->names) {
        if (auto fits = (*host)->check_at_start(named.sync); !fits)
            return failure::of_engine(fits.error());
        auto report = (*host)->once(named.sync);
        base.out.end_bar();
        if (!report && signals.came()) return exit_code::interrupted; // before it began
        if (!report) return failure::of_engine(report.error());
        const finished_sync sync{named, std::move(*report), watching.counted(named.sync)};
        if (wanted.json)
            documents.push_back(to_json(sync));
        else
            print(base, sync);
        say_why(base, sync, signals.came());
        const auto own = code_of(sync.report, signals.came());
        if (code == exit_code::done) code = own;
        if (signals.came()) break;
    }
    const auto connections = (*host)->connections();
    for (const auto* sync : syncs->settings)
        for (const auto& connection : connections)
            if (sync->has(connection.name))
                store_connection(*syncs->opened.state.store, sync->name, connection);
    if (wanted.json)
        base.out.line(json_document(json::object{{"syncs", std::move(documents)},
                                                 {"requests", requests_json(connections)}}));
    else
        say_requests(base, connections);
    return code;
}

} // namespace dovetail::app
