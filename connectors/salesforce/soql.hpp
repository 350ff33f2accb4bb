// SPDX-License-Identifier: Apache-2.0
// Texts of queries: the one place where values become SOQL, and SOQL becomes a URI.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dovetail::salesforce::soql {

/// A text as a literal, quoted and escaped, so that no value can end it ("Quoted String Escape
/// Sequences" of the SOQL guide).
[[nodiscard]] std::string quote(std::string_view text);

/// An instant as a dateTime literal: unquoted, in UTC.
[[nodiscard]] std::string instant(std::int64_t us);

/// "Id, Subject" from names that are known to be API names.
[[nodiscard]] std::string list(std::span<const std::string> names);

/// `text` percent-encoded for the value of a query parameter.
[[nodiscard]] std::string encode(std::string_view text);

/// Salesforce refuses URIs above 16,384 bytes (414), and URI and headers above that together (431):
/// this leaves room for the headers the host adds, among them a long access token.
inline constexpr std::size_t longest_uri = 12'000;

/// How many bytes a literal costs in a URI, with its comma.
[[nodiscard]] inline std::size_t uri_cost(std::string_view literal)
{
    return encode(literal).size() + 1;
}

} // namespace dovetail::salesforce::soql
