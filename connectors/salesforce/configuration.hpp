// SPDX-License-Identifier: Apache-2.0
// What the manifest says about an org.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::salesforce {

/// The oldest and newest API versions this connector was written against (major numbers).
inline constexpr int oldest_api_version = 59;
inline constexpr int newest_api_version = 66;

/// Sforce-Query-Options: "default 2000, min 200, max 2000" (REST guide).
inline constexpr std::uint64_t smallest_page = 200;
inline constexpr std::uint64_t largest_page = 2000;

/// A configuration whose texts were checked, so that they may stand in a path or in SOQL as they
/// are: names are letters, digits and underscores. Constant after it was read.
struct configuration
{
    std::string api_version;                      ///< e.g. "62.0"
    std::string object;                           ///< e.g. "Task"
    std::optional<std::string> external_id_field; ///< none: the org has no such field
    std::vector<std::string> fields;              ///< read from each record, in this order
    std::chrono::seconds overlap{};               ///< see connector.hpp
    std::string client_name;                      ///< in Sforce-Call-Options
    std::uint64_t page_size = largest_page;

    /// "/services/data/v62.0"
    [[nodiscard]] std::string root() const { return "/services/data/v" + api_version; }
};

/// Reads one JSON object that matches config.schema.json. Throws kit::plugin_error of the class
/// config whose message begins with the JSON pointer to the fault.
[[nodiscard]] configuration read_configuration(std::string_view json);

} // namespace dovetail::salesforce
