// SPDX-License-Identifier: Apache-2.0
#include "app/swap_facts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <chrono>

namespace dovetail::app {
namespace {

namespace json = boost::json;
using std::chrono::system_clock;

constexpr std::string_view memory_fact = "plugins/swaps";
constexpr std::string_view request_fact = "plugins/request";

// ── reading: whatever is missing or of another type stays at its default ─────────────────────────

std::string text(const json::object& from, std::string_view name)
{
    const auto* value = from.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number(const json::object& from, std::string_view name)
{
    const auto* value = from.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

bool flag(const json::object& from, std::string_view name)
{
    const auto* value = from.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

template<class Visit>
void each(const json::object& from, std::string_view name, Visit visit)
{
    const auto* value = from.if_contains(name);
    if (!value || !value->is_array()) return;
    for (const auto& one : value->get_array())
        if (one.is_object()) visit(one.get_object());
}

std::optional<json::object> read_object(sync::state_store& store, const std::string& sync,
                                        std::string_view name)
{
    const auto fact = store.fact(sync, name);
    if (!fact || !*fact || (*fact)->empty()) return std::nullopt;
    boost::system::error_code bad;
    auto value = json::parse(**fact, bad);
    if (bad || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

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
    out.id = text(from, "id");
    out.plugin = text(from, "plugin");
    out.from = text(from, "from");
    out.to = text(from, "to");
    out.by = swap::parse_origin(text(from, "by")).value_or(swap::origin::person);
    out.compared = static_cast<std::uint64_t>(number(from, "compared"));
    out.differing = static_cast<std::uint64_t>(number(from, "differing"));
    each(from, "steps", [&](const json::object& step) {
        const auto to = swap::parse_state(text(step, "state"));
        const system_clock::time_point at{std::chrono::microseconds(number(step, "at_us"))};
        if (to) out.steps.push_back({*to, at, text(step, "note")});
    });
    each(from, "differences", [&](const json::object& one) {
        out.differences.push_back({text(one, "sync"), static_cast<host::side>(number(one, "side")),
                                   text(one, "key"), text(one, "field"), text(one, "before"),
                                   text(one, "after")});
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
    out.stored_at = number(from, "at_us");
    each(from, "swaps", [&](const json::object& one) { out.swaps.push_back(to_record(one)); });
    each(from, "set_aside", [&](const json::object& one) {
        out.set_aside.push_back(
            {text(one, "plugin"), text(one, "version"), text(one, "reason"), number(one, "at_us")});
    });
    each(from, "trials", [&](const json::object& one) {
        out.trials.push_back({text(one, "plugin"), text(one, "version"),
                              static_cast<std::uint32_t>(number(one, "deaths")),
                              flag(one, "running")});
    });
    return out;
}

sync::result<void> write_all(sync::state_store& store, std::span<const std::string> syncs,
                             std::string_view name, std::string_view value)
{
    for (const auto& sync : syncs)
        if (const auto done = store.set_fact(sync, name, value); !done) return done.error();
    return {};
}

} // namespace

swap_memory stored_swaps(sync::state_store& store, std::span<const std::string> syncs)
{
    swap_memory newest;
    for (const auto& sync : syncs) {
        const auto found = read_object(store, sync, memory_fact);
        if (!found) continue;
        auto one = to_memory(*found);
        if (one.stored_at > newest.stored_at) newest = std::move(one);
    }
    return newest;
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
        wanted.id = text(*found, "id");
        wanted.plugin = text(*found, "plugin");
        wanted.version = text(*found, "version");
        wanted.file = text(*found, "file");
        wanted.allow_downgrade = flag(*found, "allow_downgrade");
        if (!wanted.id.empty()) return wanted;
    }
    return std::nullopt;
}

} // namespace dovetail::app
