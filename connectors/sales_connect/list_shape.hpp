// SPDX-License-Identifier: Apache-2.0
// What a list in an answer looks like: data of the profile, laid out for the page reader.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dovetail::sales_connect {

/// What a member of a listed object is to us.
enum class member_role
{
    none,        ///< only on the way to members of its own
    value,       ///< a field, as it is
    instant,     ///< a field, an RFC 3339 text that becomes an INSTANT
    key,         ///< the record's key
    revision,    ///< the record's revision
    modified_at, ///< the record's modification time, an RFC 3339 text
    tombstone    ///< anything but null, false and 0 says that the record was deleted
};

/// A member and the members below it: "campaign.name" is a child of "campaign".
struct member_node
{
    std::string key{}; ///< in the JSON text
    member_role role = member_role::none;
    std::size_t field = 0; ///< value, instant: index into list_shape::fields
    std::vector<member_node> children{};
};

struct list_shape
{
    std::string list{};
    std::string next_cursor{}; ///< empty: the list has none; likewise for `total`
    std::string has_more{};
    std::string total{};
    member_node item{};                ///< its children are the members of a listed object
    std::vector<std::string> fields{}; ///< native names; a path with dots unless renamed
    std::vector<std::string> paths{};  ///< of the same fields: where they are in the JSON text
};

} // namespace dovetail::sales_connect
