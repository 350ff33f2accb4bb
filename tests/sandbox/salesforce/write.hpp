// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Creating, changing and deleting one Task: every check an org makes, then the effect.
/// Source: REST API guide and object reference of Task; error codes and texts as recorded.

#include <sandbox/salesforce/call.hpp>

#include <boost/json/fwd.hpp>

namespace dovetail::sandbox::salesforce {

/// Who writes, when, and what is in force.
struct writer
{
    org& data;
    settings& options;
    record_id user;
    std::int64_t now_s = 0;
    bool by_api = true; ///< counted per record; a person's edits through the sandbox are not
};

/// A record as sent. `attributes` and `Id` are not fields; `skipped` names one more member that is
/// none (the external id field, where the path or the call gives it).
outcome<record_id> create_task(const writer& by, const boost::json::object& record);

outcome<record_id> update_task(const writer& by, const record_id& id,
                               const boost::json::object& record);

/// Deleting a recurrence master deletes its occurrences too.
outcome<record_id> delete_task(const writer& by, const record_id& id);

/// The live occurrences of a recurrence master; none for any other row.
std::vector<task_row*> occurrences_of(org& data, const task_row& master);

struct upserted
{
    record_id id;
    bool created = false;
};

/// By the org's external id field, whose value is `key`. More than one match is an error with
/// status 300 and code MULTIPLE_CHOICES; see `rows_by_key` for the rows.
outcome<upserted> upsert_task(const writer& by, std::string_view key,
                              const boost::json::object& record, bool update_only);

/// Brings a row back from the recycle bin.
outcome<record_id> undelete_task(const writer& by, const record_id& id);

/// Reads a Task id; MALFORMED_ID with the right text if it is none.
outcome<record_id> task_id(std::string_view text);

} // namespace dovetail::sandbox::salesforce
