// SPDX-License-Identifier: Apache-2.0
// What the org says about its object: which fields there are and what they take.
#pragma once

#include "configuration.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::salesforce {

struct described_field
{
    std::string name;
    std::string type;
    std::uint64_t length = 0; ///< characters; 0: not a text
    bool creatable = false;
    bool updatable = false;
    bool external_id = false;
    bool unique = false;
    bool restricted = false;                  ///< a picklist that refuses other values
    std::vector<std::string> active_values{}; ///< of a picklist, as the API writes them
};

struct description
{
    std::vector<described_field> fields;

    /// The field, its letter case as configured; null: the org has none of that name, or hides it.
    [[nodiscard]] const described_field* find(std::string_view name) const;
};

/// Reads the answer of GET /sobjects/<object>/describe. Throws class retryable if it is cut.
[[nodiscard]] description read_description(std::string_view body);

/// Throws class config if the configuration does not fit the org, naming the remedy: fields that
/// are missing or hidden, an external id field that is none, is not unique or cannot be written.
void require_fit(const configuration& config, const description& org);

} // namespace dovetail::salesforce
