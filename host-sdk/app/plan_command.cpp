// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/composition.hpp"
#include "app/crossing_text.hpp"
#include "app/json_text.hpp"
#include "app/state_file.hpp"
#include "app/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

/// What would be written, by action, and what would wait.
struct plan_counts
{
    std::uint64_t created = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;
    std::uint64_t waiting = 0;

    explicit plan_counts(const sync::plan_report& plan)
    {
        for (const auto& item : plan.items) {
            if (item.result == sync::outcome::held || item.result == sync::outcome::failed)
                ++waiting;
            else if (item.result != sync::outcome::no_op)
                ++(item.action == sync::write_action::create   ? created
                   : item.action == sync::write_action::remove ? deleted
                                                               : updated);
        }
    }
};

void print(const setup& base, const sync_names& names, const sync::plan_report& plan)
{
    const palette paint(base.out.out().colored);
    base.out.line(
        paint(tint::strong, fmt::format("{}: {} ⇄ {}", printable(names.sync),
                                        printable(names.side.left), printable(names.side.right))));
    for (const auto& item : plan.items) {
        if (item.result == sync::outcome::no_op) continue;
        for (const auto& line : crossing_diff(item, names, paint))
            base.out.line("  " + line);
    }
    for (const auto& brake : plan.brakes)
        base.out.line("  " + paint(tint::warning, "brake: " + printable(brake)));
    if (plan.truncated)
        base.out.line(paint(tint::warning, fmt::format("  … and more: only the first {} are shown",
                                                       grouped(plan.items.size()))));
    const plan_counts counts(plan);
    base.out.line(fmt::format("  a pass would create {}, update {} and delete {}; {} would wait. "
                              "Nothing was written",
                              grouped(counts.created), grouped(counts.updated),
                              grouped(counts.deleted), grouped(counts.waiting)));
}

json::object to_json(const sync_names& names, const sync::plan_report& plan)
{
    json::array items;
    for (const auto& item : plan.items)
        items.push_back(json_crossing(item, names));
    json::array brakes;
    for (const auto& brake : plan.brakes)
        brakes.emplace_back(brake);
    const plan_counts counts(plan);
    json::object document{{"sync", names.sync},          {"create", counts.created},
                          {"update", counts.updated},    {"delete", counts.deleted},
                          {"waiting", counts.waiting},   {"items", std::move(items)},
                          {"truncated", plan.truncated}, {"brakes", std::move(brakes)}};
    document["failure"] =
        plan.pass.failure ? json::value(json_error(*plan.pass.failure)) : json::value(nullptr);
    return document;
}

} // namespace

outcome_of<exit_code> execute(const plan_command& wanted, const setup& base)
{
    auto syncs = chosen_syncs(base.manifest, wanted.sync);
    if (!syncs) return syncs.error();
    auto opened = open_state(base.manifest.state.path, state_access::read);
    if (!opened) return opened.error();
    auto host = composition::build(base, *syncs, opened->state, nullptr);
    if (!host) return host.error();
    auto code = exit_code::done;
    json::array documents;
    for (const auto* sync : *syncs) {
        auto plan = (*host)->plan(sync->name);
        if (!plan) return failure::of_engine(plan.error());
        const auto names = sync_names::of(*sync);
        if (wanted.json)
            documents.push_back(to_json(names, *plan));
        else
            print(base, names, *plan);
        if (!plan->pass.failure) continue;
        const auto why = failure::of_engine(*plan->pass.failure);
        if (!wanted.json) return why; // what was found before it is printed already
        if (code == exit_code::done) code = why.code;
    }
    if (wanted.json) base.out.line(json_document(json::object{{"syncs", std::move(documents)}}));
    return code;
}

} // namespace dovetail::app
