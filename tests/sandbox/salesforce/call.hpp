// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What every handler of the Salesforce side is given.

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>
#include <sandbox/salesforce/error.hpp>
#include <sandbox/salesforce/org.hpp>
#include <sandbox/settings.hpp>

namespace dovetail::sandbox::salesforce {

struct call
{
    org& data;
    settings& options; ///< not const: a row lock counts down
    const request& from;
    const target_parts& target;
    record_id user;      ///< whose access token it is
    std::string version; ///< "62.0"
    instant now;

    std::int64_t now_s() const
    {
        return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    }
    /// `/services/data/v62.0`
    std::string base() const { return "/services/data/v" + version; }
};

} // namespace dovetail::sandbox::salesforce
