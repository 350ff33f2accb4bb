// SPDX-License-Identifier: Apache-2.0
#include "app/swap_facts.hpp"

#include "app/fact_reading.hpp"

#include <boost/json/serialize.hpp>

#include <chrono>

namespace dovetail::app {
namespace {

namespace json = boost::json;
using std::chrono::system_clock;

constexpr std::string_view memory_fact = "plugins/swaps";
constexpr std::string_view request_fact = "plugins/request";

std::int64_t to_us(system_clock::time_point at)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

json::object to_json(const swap::record& from)
{
    json::array steps;
    for (const auto& step : from.steps)
        steps.push_back(json::object{
            {"state", to_string(step.to)}, {"at_us", to_us(step.at)}, {"note", step.note}});
    json::array differences;
    for (const auto& one : from.differences)
        differences.push_back(json::object{{"sync", one.sync},
                                           {"side", static_cast<std::int64_t>(one.where)},
                                           {"key", one.key},
                                           {"field", one.field},
                                           {"before", one.before},
                                           {"after", one.after}});
    return {{"id", from.id},
            {"plugin", from.plugin},
            {"from", from.from},
            {"to", from.to},
            {"by", to_string(from.by)},
            {"steps", std::move(steps)},
            {"compared", static_cast<std::int64_t>(from.compared)},
            {"differing", static_cast<std::int64_t>(from.differing)},
            {"differences", std::move(differences)}};
}

swap::record to_record(const json::object& from)
{
    swap::record out;
    out.id = text_of(from, "id");
    out.plugin = text_of(from, "plugin");
    out.from = text_of(from, "from");
    out.to = text_of(from, "to");
    out.by = swap::parse_origin(text_of(from, "by")).value_or(swap::origin::person);
    out.compared = static_cast<std::uint64_t>(number_of(from, "compared"));
    out.differing = static_cast<std::uint64_t>(number_of(from, "differing"));
    for_each_object(from, "steps", [&](const json::object& step) {
        const auto to = swap::parse_state(text_of(step, "state"));
        const system_clock::time_point at{std::chrono::microseconds(number_of(step, "at_us"))};
        if (to) out.steps.push_back({*to, at, text_of(step, "note")});
    });
    for_each_object(from, "differences", [&](const json::object& one) {
        out.differences.push_back({text_of(one, "sync"),
                                   static_cast<host::side>(number_of(one, "side")),
                                   text_of(one, "key"), text_of(one, "field"),
                                   text_of(one, "before"), text_of(one, "after")});
    });
    return out;
}

json::object to_json(const swap_memory& from)
{
    json::array swaps;
    for (const auto& one : from.swaps)
        swaps.push_back(to_json(one));
    json::array aside;
    for (const auto& one : from.set_aside)
        aside.push_back(json::object{{"plugin", one.plugin},
                                     {"version", one.version},
                                     {"reason", one.reason},
                                     {"at_us", one.at}});
    json::array trials;
    for (const auto& one : from.trials)
        trials.push_back(json::object{{"plugin", one.plugin},
                                      {"version", one.version},
                                      {"deaths", std::int64_t{one.deaths}},
                                      {"running", one.running}});
    return {{"at_us", from.stored_at},
            {"swaps", std::move(swaps)},
            {"set_aside", std::move(aside)},
            {"trials", std::move(trials)}};
}

swap_memory to_memory(const json::object& from)
{
    swap_memory out;
    out.stored_at = number_of(from, "at_us");
    for_each_object(from, "swaps",
                    [&](const json::object& one) { out.swaps.push_back(to_record(one)); });
    for_each_object(from, "set_aside", [&](const json::object& one) {
        out.set_aside.push_back({text_of(one, "plugin"), text_of(one, "version"),
                                 text_of(one, "reason"), number_of(one, "at_us")});
    });
    for_each_object(from, "trials", [&](const json::object& one) {
        out.trials.push_back({text_of(one, "plugin"), text_of(one, "version"),
                              static_cast<std::uint32_t>(number_of(one, "deaths")),
                              flag_of(one, "running")});
    });
    return out;
}

} // namespace

swap_memory stored_swaps(sync::state_store& store, std::span<const std::string> syncs)
{
    const auto newest = read_newest(store, syncs, memory_fact);
    return newest ? to_memory(*newest) : swap_memory{};
}

sync::result<void> store_swaps(sync::state_store& store, std::span<const std::string> syncs,
                               const swap_memory& all)
{
    return write_all(store, syncs, memory_fact, json::serialize(to_json(all)));
}

sync::result<void> store_request(sync::state_store& store, std::span<const std::string> syncs,
                                 const swap::request& wanted)
{
    const json::object request{{"id", wanted.id},
                               {"plugin", wanted.plugin},
                               {"version", wanted.version},
                               {"file", wanted.file.string()},
                               {"allow_downgrade", wanted.allow_downgrade}};
    return write_all(store, syncs, request_fact, json::serialize(request));
}

sync::result<void> withdraw_request(sync::state_store& store, std::span<const std::string> syncs)
{
    return write_all(store, syncs, request_fact, "");
}

std::optional<swap::request> stored_request(sync::state_store& store,
                                            std::span<const std::string> syncs)
{
    for (const auto& sync : syncs) {
        const auto found = read_object(store, sync, request_fact);
        if (!found) continue;
        swap::request wanted;
        wanted.id = text_of(*found, "id");
        wanted.plugin = text_of(*found, "plugin");
        wanted.version = text_of(*found, "version");
        wanted.file = text_of(*found, "file");
        wanted.allow_downgrade = flag_of(*found, "allow_downgrade");
        if (!wanted.id.empty()) return wanted;
    }
    return std::nullopt;
}

} // namespace dovetail::app
