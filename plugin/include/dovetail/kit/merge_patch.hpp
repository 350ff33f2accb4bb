// SPDX-License-Identifier: Apache-2.0
// A configuration laid over the one that is shipped.
// Optional: plugins that include this need BOOST_JSON in dovetail_add_plugin.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace dovetail::kit {

/// Merges `patch` into `target` as RFC 7396 says: objects member by member, null takes a member
/// away, anything else replaces. Depth is bounded by the JSON parser.
inline void merge_patch(boost::json::value& target, const boost::json::value& patch)
{
    const auto* const changes = patch.if_object();
    if (changes == nullptr) {
        target = patch;
        return;
    }
    if (!target.is_object()) target.emplace_object();
    auto& object = target.get_object();
    for (const auto& change : *changes) {
        if (change.value().is_null())
            object.erase(change.key());
        else
            merge_patch(object[change.key()], change.value());
    }
}

} // namespace dovetail::kit
