// SPDX-License-Identifier: Apache-2.0
#include "app/swap_text.hpp"

#include "app/json_text.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <dovetail/sync/report.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

/// Longest note on one line: the search trace of a refusal is longer, and is in the log and JSON.
constexpr std::size_t longest_note = 400; ///< columns

sync::instant_us to_us(std::chrono::system_clock::time_point at)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

tint tint_of(swap::state state)
{
    switch (state) {
    case swap::state::kept:
        return tint::good;
    case swap::state::refused:
    case swap::state::cancelled:
    case swap::state::rolled_back:
    case swap::state::reverting:
    case swap::state::interrupted:
        return tint::bad;
    default:
        return tint::accent;
    }
}

std::string versions(const swap::record& one)
{
    return fmt::format("{} {} → {}", printable(one.plugin),
                       one.from.empty() ? "?" : printable(one.from),
                       one.to.empty() ? "?" : printable(one.to));
}

json::object json_difference(const swap::difference& one)
{
    return {{"sync", one.sync},     {"side", sync::to_string(one.where)},
            {"key", one.key},       {"field", json_optional(one.field)},
            {"before", one.before}, {"after", one.after}};
}

} // namespace

json::object json_swap(const swap::record& one)
{
    json::array steps;
    for (const auto& step : one.steps)
        steps.push_back(json::object{{"state", to_string(step.to)},
                                     {"at", json_instant(to_us(step.at))},
                                     {"note", json_optional(step.note)}});
    json::array differences;
    for (const auto& each : one.differences)
        differences.push_back(json_difference(each));
    return {{"id", one.id},
            {"plugin", one.plugin},
            {"from", json_optional(one.from)},
            {"to", json_optional(one.to)},
            {"by", to_string(one.by)},
            {"state", to_string(one.now())},
            {"reason", json_optional(one.reason())},
            {"steps", std::move(steps)},
            {"canary", json::object{{"compared", one.compared},
                                    {"differing", one.differing},
                                    {"differences", std::move(differences)}}}};
}

json::array json_set_aside(const swap_memory& all)
{
    json::array aside;
    for (const auto& one : all.set_aside)
        aside.push_back(json::object{{"plugin", one.plugin},
                                     {"version", one.version},
                                     {"reason", one.reason},
                                     {"at", json_instant(one.at)}});
    return aside;
}

json::object json_swaps(const swap_memory& all)
{
    json::array swaps;
    for (auto one = all.swaps.rbegin(); one != all.swaps.rend(); ++one)
        swaps.push_back(json_swap(*one));
    return {{"swaps", std::move(swaps)}, {"set_aside", json_set_aside(all)}};
}

std::string step_line(const swap::transition& step, const palette& paint)
{
    const auto at = to_us(step.at);
    const auto when = fmt::format("{}.{:03}  ", local_time(at, at), at / 1000 % 1000);
    if (step.note.empty()) return when + paint(tint_of(step.to), to_string(step.to));
    return when + paint(tint_of(step.to), padded(to_string(step.to), 11)) + "  " +
           shortened(printable(step.note), longest_note);
}

std::vector<std::string> difference_lines(const swap::record& one)
{
    std::vector<std::string> lines;
    for (const auto& each : one.differences)
        lines.push_back(fmt::format("  {} {}: {}: {} → {}", sync::to_string(each.where),
                                    printable(each.key),
                                    each.field.empty() ? "crossing" : printable(each.field),
                                    printable(each.before), printable(each.after)));
    if (one.differing > one.differences.size())
        lines.push_back(fmt::format("  … and {} more", one.differing - one.differences.size()));
    return lines;
}

std::vector<std::string> swap_lines(const swap_memory& all, sync::instant_us now,
                                    const palette& paint)
{
    std::vector<std::string> lines;
    if (!all.swaps.empty()) {
        const auto& last = all.under_way() ? *all.under_way() : all.swaps.back();
        const auto since = last.steps.empty() ? 0 : to_us(last.steps.back().at);
        auto line = fmt::format("  swap       {}  {} {}", versions(last),
                                paint(tint_of(last.now()), to_string(last.now())), age(since, now));
        if (last.now() != swap::state::kept && !last.reason().empty())
            line += ": " + shortened(printable(last.reason()), longest_note);
        lines.push_back(std::move(line));
    }
    for (auto& line : set_aside_lines(all, paint))
        lines.push_back(std::move(line));
    return lines;
}

std::vector<std::string> set_aside_lines(const swap_memory& all, const palette& paint)
{
    std::vector<std::string> lines;
    for (const auto& one : all.set_aside)
        lines.push_back(fmt::format("  {}  {} {}: {}", paint(tint::warning, "set aside"),
                                    printable(one.plugin), printable(one.version),
                                    shortened(printable(one.reason), longest_note)));
    return lines;
}

} // namespace dovetail::app
