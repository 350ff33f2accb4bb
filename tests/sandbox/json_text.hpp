// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Writing JSON by hand, where a document tree would cost more than the answer is worth.

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sandbox {

/// Appends `text` as a JSON string, quotes included. The text is taken as UTF-8 and not checked.
void append_json_string(std::string& out, std::string_view text);

/// Appends `"key":"value"`, or `"key":null` for an empty value; no comma.
void append_json_text_member(std::string& out, std::string_view key, std::string_view value);

/// The text under `key`, or nothing if it is absent or not a text.
std::optional<std::string_view> text_member(const boost::json::object& object,
                                            std::string_view key);

/// The whole number under `key`, or nothing if it is absent or not one.
std::optional<std::int64_t> integer_member(const boost::json::object& object, std::string_view key);

/// The truth value under `key`, or `otherwise` if it is absent or not one.
bool flag_member(const boost::json::object& object, std::string_view key, bool otherwise);

/// How many code points UTF-8 `text` has.
std::size_t count_characters(std::string_view text);

} // namespace dovetail::sandbox
