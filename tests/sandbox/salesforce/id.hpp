// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Salesforce record ids: a key prefix of three characters, an instance of three, a number in base
/// 62, and three check characters that make ids comparable without letter case.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::sandbox::salesforce {

/// An id of 18 characters; all zero bytes stand for "none".
struct record_id
{
    std::array<char, 18> characters{};

    bool empty() const { return characters[0] == '\0'; }
    std::string_view text() const { return {characters.data(), empty() ? 0U : 18U}; }
    std::string_view short_text() const { return {characters.data(), empty() ? 0U : 15U}; }
    std::string_view prefix() const { return {characters.data(), empty() ? 0U : 3U}; }
    /// The number it was made from, or 0 for an id this org never gave out.
    std::uint64_t number() const;

    friend bool operator==(const record_id&, const record_id&) = default;
};

/// The id of the `number`th record under a key prefix of three characters.
record_id make_id(std::string_view prefix, std::uint64_t number);

/// Reads an id of 15 characters, or of 18 whose check characters are right.
std::optional<record_id> parse_id(std::string_view text);

} // namespace dovetail::sandbox::salesforce
