// SPDX-License-Identifier: Apache-2.0
#include "app/contract_facts.hpp"

#include "app/fact_reading.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace dovetail::app {
namespace {

namespace json = boost::json;
using std::chrono::system_clock;

constexpr std::string_view fact = "plugins/contract";

std::int64_t to_us(system_clock::time_point at)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

system_clock::time_point to_time(std::int64_t us)
{
    return system_clock::time_point{std::chrono::microseconds(us)};
}

json::object to_json(const host::contract_finding& from)
{
    return {{"plugin", from.plugin.id},
            {"version", from.plugin.version},
            {"generation", static_cast<std::int64_t>(from.plugin.number)},
            {"by_host", from.by == host::party::host},
            {"rule", from.rule},
            {"call", from.call},
            {"what", from.what},
            {"count", static_cast<std::int64_t>(from.count)},
            {"first_us", to_us(from.first)},
            {"last_us", to_us(from.last)}};
}

host::contract_finding to_finding(const json::object& from)
{
    host::contract_finding out;
    out.plugin = {text_of(from, "plugin"), text_of(from, "version"),
                  static_cast<std::uint64_t>(number_of(from, "generation"))};
    out.by = flag_of(from, "by_host") ? host::party::host : host::party::plugin;
    out.rule = text_of(from, "rule");
    out.call = text_of(from, "call");
    out.what = text_of(from, "what");
    out.count = static_cast<std::uint64_t>(number_of(from, "count"));
    out.first = to_time(number_of(from, "first_us"));
    out.last = to_time(number_of(from, "last_us"));
    return out;
}

bool same_kind(const host::contract_finding& a, const host::contract_finding& b)
{
    return a.plugin.id == b.plugin.id && a.plugin.version == b.plugin.version && a.by == b.by &&
           a.rule == b.rule && a.call == b.call;
}

} // namespace

std::vector<host::contract_finding> stored_findings(sync::state_store& store,
                                                    std::span<const std::string> syncs)
{
    std::vector<host::contract_finding> all;
    if (const auto found = read_newest(store, syncs, fact))
        for_each_object(*found, "findings",
                        [&](const json::object& one) { all.push_back(to_finding(one)); });
    return all;
}

sync::result<void> store_findings(sync::state_store& store, std::span<const std::string> syncs,
                                  const std::vector<host::contract_finding>& all)
{
    json::array findings;
    for (const auto& one : all)
        findings.push_back(to_json(one));
    const json::object document{{"at_us", to_us(system_clock::now())},
                                {"findings", std::move(findings)}};
    return write_all(store, syncs, fact, json::serialize(document));
}

std::vector<host::contract_finding> joined_findings(std::vector<host::contract_finding> earlier,
                                                    const std::vector<host::contract_finding>& now,
                                                    system_clock::time_point at)
{
    auto& all = earlier;
    for (const auto& one : now) {
        const auto known = std::ranges::find_if(
            all, [&](const host::contract_finding& other) { return same_kind(one, other); });
        if (known == all.end()) {
            all.push_back(one);
            continue;
        }
        const auto count = known->count + one.count;
        const auto first = std::min(known->first, one.first);
        *known = one;
        known->count = count;
        known->first = first;
    }
    std::erase_if(all, [&](const auto& one) { return one.last + finding_age < at; });
    std::ranges::stable_sort(all, std::ranges::greater{}, &host::contract_finding::last);
    if (all.size() > findings_kept) all.resize(findings_kept);
    return std::move(all);
}

} // namespace dovetail::app
