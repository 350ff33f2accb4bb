// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/composition.hpp"
#include "app/findings_keeper.hpp"
#include "app/json_text.hpp"
#include "app/status_facts.hpp"
#include "app/stop_signal.hpp"
#include "app/swap_service.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"
#include "app/version.hpp"
#include "app/watcher.hpp"
#include "app/working_syncs.hpp"

#include <dovetail/sync/control.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

void say_started(const setup& base, bool as_json, std::span<const host::sync_settings* const> syncs)
{
    if (as_json) {
        json::array all;
        for (const auto* sync : syncs)
            all.push_back(json::object{{"sync", sync->name},
                                       {"left", sync->left.connection},
                                       {"right", sync->right.connection},
                                       {"interval_ms", sync->interval.count()}});
        base.out.line(json_line(json::object{
            {"type", "started"}, {"version", host_version}, {"syncs", std::move(all)}}));
        return;
    }
    const palette paint(base.out.out().colored);
    for (const auto* sync : syncs)
        base.out.line(fmt::format("{}: {} ⇄ {}, every {}; Ctrl-C stops",
                                  paint(tint::strong, printable(sync->name)),
                                  printable(sync->left.connection),
                                  printable(sync->right.connection), span(sync->interval)));
}

/// A run without members does nothing, which looks like a fault: say what is missing.
outcome_of<void> hint_at_members(const setup& base, const sync::state& state,
                                 const host::sync_settings& sync)
{
    auto members = state.store->members(sync.name);
    if (!members) return failure::of_state(members.error());
    if (members->empty())
        base.out.complain(fmt::format("{}: nobody's tasks are synced yet; turn it on with "
                                      "`dovetail members enable EMAIL` or --all-users",
                                      printable(sync.name)));
    return boost::system::in_place_value;
}

void say_stopped(const setup& base, bool as_json, std::uint64_t written)
{
    if (as_json)
        base.out.line(json_line(json::object{{"type", "stopped"}, {"crossed", written}}));
    else
        base.out.line(fmt::format("stopped; {} crossed", counted(written, "change")));
}

} // namespace

outcome_of<exit_code> execute(const run_command& wanted, const setup& base)
{
    stop_signal signals; // before any thread
    auto syncs = working_syncs::open(base, wanted.sync);
    if (!syncs) return syncs.error();
    auto& state = syncs->opened.state;
    const auto called = syncs->called();
    if (auto begun = begin_swaps(base, *state.store, called); !begun) return begun.error();
    watcher watching(base.out, wanted.json ? watcher::style::json : watcher::style::lines,
                     syncs->names);
    auto host = composition::build(base, syncs->settings, state, &watching);
    if (!host) return host.error();
    const findings_keeper findings((*host)->findings(), state.store, called);

    for (const auto& name : called)
        if (auto fits = (*host)->check_at_start(name); !fits)
            return failure::of_engine(fits.error());
    say_started(base, wanted.json, syncs->settings);
    for (const auto* sync : syncs->settings)
        if (auto hinted = hint_at_members(base, state, *sync); !hinted) return hinted.error();
    const budget_keeper budgets(**host, state, syncs->settings);
    swap_service swaps(**host, base, state.store, called);
    const auto stopping = signals.on_stop([&] {
        if (!wanted.json) base.out.complain("stopping after the batch under way …");
        (*host)->stop();
        swaps.stop();
    });
    const auto ran = (*host)->run();
    base.out.end_bar();
    if (!ran) return failure::of_engine(ran.error());
    say_stopped(base, wanted.json, watching.written());
    return exit_code::done;
}

} // namespace dovetail::app
