// SPDX-License-Identifier: Apache-2.0
#include "app/status_facts.hpp"

#include "app/time_text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <chrono>

namespace dovetail::app {
namespace {

namespace json = boost::json;

/// How often the numbers are looked at.
constexpr std::chrono::seconds interval{10};

std::string fact_name(const std::string& connection)
{
    return "connection/" + connection;
}

bool moved(const host::budget_state& before, const host::budget_state& now)
{
    if (before.known != now.known || before.short_of != now.short_of || before.limit != now.limit)
        return true;
    const auto step = std::max<std::uint64_t>(1, now.limit / 100);
    return now.used + step <= before.used || before.used + step <= now.used;
}

std::uint64_t number(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr) return 0;
    if (const auto* positive = value->if_uint64()) return *positive;
    const auto* any = value->if_int64();
    return any != nullptr && *any > 0 ? static_cast<std::uint64_t>(*any) : 0;
}

bool flag(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

} // namespace

std::optional<connection_fact> stored_connection(sync::state_store& store, const std::string& sync,
                                                 const std::string& connection)
{
    const auto text = store.fact(sync, fact_name(connection));
    if (!text || !*text) return std::nullopt;
    boost::system::error_code bad;
    const auto value = json::parse(**text, bad);
    const auto* object = bad ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    connection_fact fact;
    if (const auto* plugin = object->if_contains("plugin"); plugin && plugin->is_string())
        fact.plugin = plugin->get_string().c_str();
    fact.budget = {flag(*object, "known"), number(*object, "used"), number(*object, "limit"),
                   flag(*object, "short_of")};
    fact.at = static_cast<sync::instant_us>(number(*object, "at_us"));
    return fact;
}

void store_connection(sync::state_store& store, const std::string& sync, const open_connection& now)
{
    const json::object fact{
        {"plugin", now.plugin},      {"known", now.budget.known},       {"used", now.budget.used},
        {"limit", now.budget.limit}, {"short_of", now.budget.short_of}, {"at_us", now_us()}};
    (void)store.set_fact(sync, fact_name(now.name), json::serialize(fact));
}

budget_keeper::budget_keeper(const composition& host, const sync::state& state,
                             std::span<const host::sync_settings* const> syncs)
    : host_(host), store_(state.store), syncs_(syncs.begin(), syncs.end()),
      storing_(interval, [this] { store_what_moved(); })
{
}

void budget_keeper::store_what_moved()
{
    for (const auto& connection : host_.connections()) {
        const auto known = stored_.find(connection.name);
        if (known != stored_.end() && !moved(known->second, connection.budget)) continue;
        stored_[connection.name] = connection.budget;
        for (const auto* sync : syncs_)
            if (sync->has(connection.name)) store_connection(*store_, sync->name, connection);
    }
}

} // namespace dovetail::app
