// SPDX-License-Identifier: Apache-2.0
#include "app/fact_reading.hpp"

#include <boost/json/parse.hpp>

namespace dovetail::app {

namespace json = boost::json;

std::string text_of(const json::object& from, std::string_view name)
{
    const auto* value = from.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_of(const json::object& from, std::string_view name)
{
    const auto* value = from.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

bool flag_of(const json::object& from, std::string_view name)
{
    const auto* value = from.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

std::optional<json::object> read_object(sync::state_store& store, const std::string& sync,
                                        std::string_view fact)
{
    const auto found = store.fact(sync, fact);
    if (!found || !*found || (*found)->empty()) return std::nullopt;
    boost::system::error_code bad;
    auto value = json::parse(**found, bad);
    if (bad || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::optional<json::object> read_newest(sync::state_store& store,
                                        std::span<const std::string> syncs, std::string_view fact)
{
    std::optional<json::object> newest;
    for (const auto& sync : syncs) {
        auto found = read_object(store, sync, fact);
        if (found && (!newest || number_of(*found, "at_us") > number_of(*newest, "at_us")))
            newest = std::move(found);
    }
    return newest;
}

sync::result<void> write_all(sync::state_store& store, std::span<const std::string> syncs,
                             std::string_view fact, std::string_view value)
{
    for (const auto& sync : syncs)
        if (const auto done = store.set_fact(sync, fact, value); !done) return done.error();
    return {};
}

} // namespace dovetail::app
