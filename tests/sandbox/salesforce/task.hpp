// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One Task row, compact: half a million of them fit in memory. Fields that most rows do not use
/// sit in a short list.

#include <sandbox/salesforce/cell.hpp>
#include <sandbox/salesforce/id.hpp>

#include <limits>
#include <string>
#include <vector>

namespace dovetail::sandbox::salesforce {

/// Slots of the fields that have a place of their own in `task_row`; all others have a slot from
/// `first_extra` on and live in `task_row::extras`.
enum class task_field : int
{
    id,
    subject,
    activity_date,
    status,
    priority,
    is_high_priority,
    owner_id,
    description,
    is_deleted,
    is_closed,
    created_date,
    created_by_id,
    last_modified_date,
    last_modified_by_id,
    system_modstamp,
    is_archived,
    is_recurrence,
    task_subtype,
    external_key,
    first_extra
};

constexpr std::int64_t no_day = std::numeric_limits<std::int64_t>::min();

struct extra_cell
{
    int slot = 0;
    owned_cell value;
};

struct task_row
{
    record_id id;
    record_id owner;
    record_id created_by;
    record_id modified_by;
    std::int64_t created_s = 0;
    std::int64_t modified_s = 0; ///< LastModifiedDate: a user's change
    std::int64_t stamp_s = 0;    ///< SystemModstamp: a user's or an automation's change
    std::int64_t day = no_day;   ///< ActivityDate in days since 1970
    std::string subject;
    std::string description;
    std::string status;
    std::string priority;
    std::string subtype;
    std::string external_key;
    std::vector<extra_cell> extras;
    bool deleted = false;
    bool purged = false; ///< gone from the recycle bin: no call finds it any more
    bool archived = false;
    bool closed = false;
    bool high = false;
    bool recurrence = false;
    bool unsaved = false;         ///< changed since it was last written to disk
    std::uint32_t api_writes = 0; ///< how often the API (not a user of the sandbox) wrote it
};

/// The slot of a Task field; `position` tells extras apart.
int task_slot(std::string_view name, std::size_t position);

cell read_task(const task_row& row, int slot);

/// Keeps a value as it is; whoever calls has checked it. Derived fields are not touched.
void write_task(task_row& row, int slot, owned_cell value);

} // namespace dovetail::sandbox::salesforce
