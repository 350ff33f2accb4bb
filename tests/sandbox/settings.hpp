// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What can be set about the two services while they run. Persists with the data.

#include <sandbox/message.hpp>

#include <boost/json/fwd.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::sandbox {

/// Salesforce's largest page, and its default.
constexpr std::int64_t largest_query_page = 2000;
/// What a full sandbox org of Salesforce may call in 24 hours; benchmarks fit into it.
constexpr std::int64_t default_daily_api_limit = 5'000'000;

struct picklist_entry
{
    std::string value;
    bool is_default = false;
    bool marked = false; ///< a status that is closed, a priority that is high
};

/// An organisation's own rule about a Task: on breach, FIELD_CUSTOM_VALIDATION_EXCEPTION.
struct validation_rule
{
    side where = side::salesforce;
    std::string field;
    std::string condition; ///< "required" or "not_equals"
    std::string value;     ///< for not_equals: what the field must not be
    std::string message;
};

/// A record that somebody else holds.
struct row_lock
{
    std::string id;
    std::int64_t times = -1; ///< how many writes still fail; -1 for all
};

struct settings
{
    std::vector<picklist_entry> statuses;
    std::vector<picklist_entry> priorities;
    bool restrict_picklists = false; ///< whether an unknown literal is an error, as orgs may choose
    std::optional<std::string> external_id_field = "Dovetail_Key__c";
    bool external_id_unique = true;
    std::vector<validation_rule> rules;
    std::vector<row_lock> locks;
    std::int64_t lock_status = 400;           ///< both 400 and 500 have been seen in the wild
    std::vector<std::string> read_only_users; ///< e-mail addresses
    std::int64_t page_size = largest_query_page;
    /// User edits are stamped at once but become visible only this much later, as the changes of a
    /// long transaction do.
    std::chrono::seconds late_visible{0};
    std::int64_t daily_api_limit = default_daily_api_limit;
    std::chrono::seconds access_token_lifetime{7200};
    bool rotate_refresh_tokens = true;
    std::int64_t requests_per_minute = 0; ///< Sales Connect; 0 for no limit
    std::string activity_detail_template = "{{activity_subject}}";
};

/// The settings of a fresh org: Salesforce's own literals.
settings default_settings();

boost::json::object to_json(const settings& from);

/// Changes what `document` names. Returns what is wrong, or nothing; on error nothing is changed.
std::optional<std::string> apply_settings(settings& to, const boost::json::object& document);

} // namespace dovetail::sandbox
