// SPDX-License-Identifier: Apache-2.0
// The record that a refused create was a duplicate of.
#pragma once

#include "record_id.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// The id in "duplicate value found: X__c duplicates value on record with id: 00T…", in its 18
/// characters; empty if the message names none, or is not about `field`. Two creates with one key
/// that race are told apart in this way: the loser learns the winner's id.
[[nodiscard]] inline std::string duplicate_of(std::string_view message, std::string_view field)
{
    static constexpr std::string_view before_id = "record with id: ";
    if (message.find(std::string{field} + " duplicates value") == std::string_view::npos) return {};
    const std::size_t at = message.find(before_id);
    if (at == std::string_view::npos) return {};
    std::string_view id = message.substr(at + before_id.size());
    const auto* const end = std::find_if(id.begin(), id.end(), [](char c) {
        return !is_record_id(std::string(15, c)); // no letter or digit
    });
    id = id.substr(0, static_cast<std::size_t>(end - id.begin()));
    return is_record_id(id) ? full_id(id) : std::string{};
}

} // namespace dovetail::salesforce
