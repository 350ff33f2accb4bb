// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/task.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace dovetail::sandbox::salesforce {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(task_field::external_key)>
    own_places{"Id",
               "Subject",
               "ActivityDate",
               "Status",
               "Priority",
               "IsHighPriority",
               "OwnerId",
               "Description",
               "IsDeleted",
               "IsClosed",
               "CreatedDate",
               "CreatedById",
               "LastModifiedDate",
               "LastModifiedById",
               "SystemModstamp",
               "IsArchived",
               "IsRecurrence",
               "TaskSubtype"};

record_id to_id(const owned_cell& value)
{
    return parse_id(value.text).value_or(record_id{});
}

void write_extra(task_row& row, int slot, owned_cell value)
{
    const auto found = std::find_if(row.extras.begin(), row.extras.end(),
                                    [slot](const extra_cell& extra) { return extra.slot == slot; });
    if (found != row.extras.end()) {
        if (value.kind == cell_kind::null)
            row.extras.erase(found);
        else
            found->value = std::move(value);
    } else if (value.kind != cell_kind::null) {
        row.extras.push_back({slot, std::move(value)});
    }
}

cell read_extra(const task_row& row, int slot)
{
    for (const auto& extra : row.extras)
        if (extra.slot == slot) return extra.value.view();
    return {};
}

} // namespace

int task_slot(std::string_view name, std::size_t position)
{
    const auto* const found = std::find(own_places.begin(), own_places.end(), name);
    if (found != own_places.end()) return static_cast<int>(found - own_places.begin());
    return static_cast<int>(task_field::first_extra) + static_cast<int>(position);
}

cell read_task(const task_row& row, int slot)
{
    switch (static_cast<task_field>(slot)) {
    case task_field::id:
        return cell::of_id(row.id.text());
    case task_field::subject:
        return cell::of_text(row.subject);
    case task_field::activity_date:
        return row.day == no_day ? cell{} : cell{cell_kind::day, row.day, {}};
    case task_field::status:
        return cell::of_text(row.status);
    case task_field::priority:
        return cell::of_text(row.priority);
    case task_field::is_high_priority:
        return cell::of(row.high);
    case task_field::owner_id:
        return cell::of_id(row.owner.text());
    case task_field::description:
        return cell::of_text(row.description);
    case task_field::is_deleted:
        return cell::of(row.deleted);
    case task_field::is_closed:
        return cell::of(row.closed);
    case task_field::created_date:
        return cell::of_time(row.created_s);
    case task_field::created_by_id:
        return cell::of_id(row.created_by.text());
    case task_field::last_modified_date:
        return cell::of_time(row.modified_s);
    case task_field::last_modified_by_id:
        return cell::of_id(row.modified_by.text());
    case task_field::system_modstamp:
        return cell::of_time(row.stamp_s);
    case task_field::is_archived:
        return cell::of(row.archived);
    case task_field::is_recurrence:
        return cell::of(row.recurrence);
    case task_field::task_subtype:
        return cell::of_text(row.subtype);
    case task_field::external_key:
        return cell::of_text(row.external_key);
    case task_field::first_extra:
        break;
    }
    return read_extra(row, slot);
}

void write_task(task_row& row, int slot, owned_cell value)
{
    switch (static_cast<task_field>(slot)) {
    case task_field::id:
        row.id = to_id(value);
        return;
    case task_field::subject:
        row.subject = std::move(value.text);
        return;
    case task_field::activity_date:
        row.day = value.kind == cell_kind::null ? no_day : value.number;
        return;
    case task_field::status:
        row.status = std::move(value.text);
        return;
    case task_field::priority:
        row.priority = std::move(value.text);
        return;
    case task_field::is_high_priority:
        row.high = value.number != 0;
        return;
    case task_field::owner_id:
        row.owner = to_id(value);
        return;
    case task_field::description:
        row.description = std::move(value.text);
        return;
    case task_field::is_deleted:
        row.deleted = value.number != 0;
        return;
    case task_field::is_closed:
        row.closed = value.number != 0;
        return;
    case task_field::created_date:
        row.created_s = value.number;
        return;
    case task_field::created_by_id:
        row.created_by = to_id(value);
        return;
    case task_field::last_modified_date:
        row.modified_s = value.number;
        return;
    case task_field::last_modified_by_id:
        row.modified_by = to_id(value);
        return;
    case task_field::system_modstamp:
        row.stamp_s = value.number;
        return;
    case task_field::is_archived:
        row.archived = value.number != 0;
        return;
    case task_field::is_recurrence:
        row.recurrence = value.number != 0;
        return;
    case task_field::task_subtype:
        row.subtype = std::move(value.text);
        return;
    case task_field::external_key:
        row.external_key = std::move(value.text);
        return;
    case task_field::first_extra:
        break;
    }
    write_extra(row, slot, std::move(value));
}

} // namespace dovetail::sandbox::salesforce
