// SPDX-License-Identifier: Apache-2.0
// Reading the members of small JSON objects.
#pragma once

#include <boost/json/object.hpp>

#include <string_view>

namespace dovetail::sales_connect {

/// The text of a member; empty when it is absent or no text, or when `name` is empty. Lives as long
/// as the object.
inline std::string_view text_member(const boost::json::object& from, std::string_view name)
{
    const auto* const value = name.empty() ? nullptr : from.if_contains(name);
    const auto* const text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

} // namespace dovetail::sales_connect
