// SPDX-License-Identifier: Apache-2.0
// Reading facts of the state that are JSON: whatever is missing, or of another type, is as if it
// had never been written. An older or newer host may have written it.
#pragma once

#include <dovetail/sync/store.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dovetail::app {

std::string text_of(const boost::json::object& from, std::string_view name);
std::int64_t number_of(const boost::json::object& from, std::string_view name);
bool flag_of(const boost::json::object& from, std::string_view name);

/// `visit(object)` for each object in the array of that name.
template<class Visit>
void for_each_object(const boost::json::object& from, std::string_view name, const Visit& visit)
{
    const auto* value = from.if_contains(name);
    if (!value || !value->is_array()) return;
    for (const auto& one : value->get_array())
        if (one.is_object()) visit(one.get_object());
}

std::optional<boost::json::object> read_object(sync::state_store& store, const std::string& sync,
                                               std::string_view fact);

/// The newest of the copies that syncs have of a fact, by its member "at_us".
std::optional<boost::json::object> read_newest(sync::state_store& store,
                                               std::span<const std::string> syncs,
                                               std::string_view fact);

/// The same fact for each sync.
sync::result<void> write_all(sync::state_store& store, std::span<const std::string> syncs,
                             std::string_view fact, std::string_view value);

} // namespace dovetail::app
