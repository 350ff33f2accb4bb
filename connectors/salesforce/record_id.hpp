// SPDX-License-Identifier: Apache-2.0
// Salesforce's record ids.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// Whether `text` has the shape of an id, of 15 or 18 letters and digits.
[[nodiscard]] inline bool is_record_id(std::string_view text)
{
    return (text.size() == 15 || text.size() == 18) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

/// The 18-character form of an id: three more characters say which of the 15 are capitals, so that
/// ids differ even where letter case is ignored. An 18-character id comes back as it is.
[[nodiscard]] inline std::string full_id(std::string_view id)
{
    std::string out{id};
    if (id.size() != 15) return out;
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    for (std::size_t group = 0; group < 15; group += 5) {
        std::size_t capitals = 0;
        for (std::size_t at = 0; at < 5; ++at) {
            const char c = id[group + at];
            if (c >= 'A' && c <= 'Z') capitals |= std::size_t{1} << at;
        }
        out += digits[capitals];
    }
    return out;
}

/// Whether there can be a record of this id. One that cannot be would fail the whole request that
/// it stands in ("invalid ID field"), with all the others.
[[nodiscard]] inline bool is_possible_id(std::string_view text)
{
    return is_record_id(text) && full_id(text.substr(0, 15)).starts_with(text);
}

} // namespace dovetail::salesforce
