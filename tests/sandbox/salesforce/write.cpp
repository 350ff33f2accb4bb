// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/write.hpp>

#include <sandbox/salesforce/write_checks.hpp>

#include <algorithm>
#include <boost/json.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

api_error deleted_entity()
{
    return {404, "ENTITY_IS_DELETED", "entity is deleted", {}};
}

api_error unknown_entity()
{
    return {404, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {}};
}

void apply_patch(task_row& row, const patch& changes)
{
    for (const auto& [column, value] : changes)
        write_task(row, column->slot, value);
}

const column& column_named(const writer& by, std::string_view name)
{
    return *by.data.task_schema()->find(name);
}

/// IsClosed, IsHighPriority and CompletedDateTime follow from Status and Priority.
void derive(const writer& by, task_row& row)
{
    const auto marked = [](const std::vector<picklist_entry>& entries, const std::string& value) {
        return std::any_of(entries.begin(), entries.end(), [&](const picklist_entry& entry) {
            return entry.marked && entry.value == value;
        });
    };
    const bool was_closed = row.closed;
    row.closed = marked(by.options.statuses, row.status);
    row.high = marked(by.options.priorities, row.priority);
    const int completed = column_named(by, "CompletedDateTime").slot;
    if (row.closed && !was_closed) write_task(row, completed, {cell_kind::time, by.now_s, {}});
    if (!row.closed && was_closed) write_task(row, completed, {});
}

void stamp(const writer& by, task_row& row)
{
    row.modified_by = by.user;
    row.modified_s = by.now_s;
    row.stamp_s = by.now_s;
    if (by.by_api) ++row.api_writes;
}

void fill_defaults(const writer& by, task_row& row)
{
    row.owner = by.user;
    row.created_by = by.user;
    row.created_s = by.now_s;
    row.status = column_named(by, "Status").default_value;
    row.priority = column_named(by, "Priority").default_value;
    row.subtype = column_named(by, "TaskSubtype").default_value;
    for (const auto* name : {"IsReminderSet"})
        write_task(row, column_named(by, name).slot, {cell_kind::boolean, 0, {}});
}

/// A live row to write to, or what is said about one that is not there.
outcome<task_row*> writable_row(const writer& by, const record_id& id)
{
    auto* const row = by.data.find(id);
    if (!row) return unknown_entity();
    if (row->deleted) return deleted_entity();
    if (auto locked = check_lock(by, id.text())) return *locked;
    return row;
}

void remove_row(const writer& by, task_row& row)
{
    by.data.alter(row, [&](task_row& target) {
        target.deleted = true;
        stamp(by, target);
    });
}

} // namespace

outcome<record_id> task_id(std::string_view text)
{
    const auto id = parse_id(text);
    if (!id) return api_error{400, "MALFORMED_ID", "malformed id " + std::string{text}, {"Id"}};
    if (id->prefix() != "00T")
        return api_error{400,
                         "MALFORMED_ID",
                         "Activity ID: id value of incorrect type: " + std::string{text},
                         {"Id"}};
    return *id;
}

std::vector<task_row*> occurrences_of(org& data, const task_row& master)
{
    std::vector<task_row*> out;
    if (!master.recurrence) return out;
    const int series = data.task_schema()->find("RecurrenceActivityId")->slot;
    for (auto& row : data.rows())
        if (!row.deleted && !row.purged && read_task(row, series).text == master.id.text())
            out.push_back(&row);
    return out;
}

outcome<record_id> create_task(const writer& by, const boost::json::object& record)
{
    const auto changes = read_patch(by, write_kind::create, record);
    if (changes.has_error()) return changes.error();
    if (auto wrong = check_patch(by, *changes, nullptr)) return *wrong;
    task_row draft;
    fill_defaults(by, draft);
    apply_patch(draft, *changes);
    derive(by, draft);
    if (auto wrong = check_rules(by, draft)) return *wrong;
    if (auto wrong = check_unique(by, draft)) return *wrong;
    stamp(by, draft);
    return by.data
        .create([&](task_row& row) {
            draft.id = row.id;
            row = std::move(draft);
        })
        .id;
}

outcome<record_id> update_task(const writer& by, const record_id& id,
                               const boost::json::object& record)
{
    const auto row = writable_row(by, id);
    if (row.has_error()) return row.error();
    const auto changes = read_patch(by, write_kind::update, record);
    if (changes.has_error()) return changes.error();
    if (auto wrong = check_patch(by, *changes, *row)) return *wrong;
    task_row draft = **row;
    apply_patch(draft, *changes);
    derive(by, draft);
    if (auto wrong = check_rules(by, draft)) return *wrong;
    if (auto wrong = check_unique(by, draft)) return *wrong;
    stamp(by, draft);
    by.data.alter(**row, [&](task_row& target) {
        draft.unsaved = target.unsaved;
        target = std::move(draft);
    });
    return id;
}

outcome<record_id> delete_task(const writer& by, const record_id& id)
{
    const auto found = writable_row(by, id);
    if (found.has_error()) return found.error();
    task_row& row = **found;
    if (auto wrong = check_patch(by, {}, &row)) return *wrong;
    // "Deleting a series by API removes all open and closed occurrences."
    for (auto* const occurrence : occurrences_of(by.data, row))
        remove_row(by, *occurrence);
    remove_row(by, row);
    return id;
}

outcome<upserted> upsert_task(const writer& by, std::string_view key,
                              const boost::json::object& record, bool update_only)
{
    if (key.empty())
        return api_error{
            400, "MISSING_ARGUMENT", *by.options.external_id_field + " not specified", {}};
    const auto matches = by.data.find_by_key(key);
    if (matches.size() > 1)
        return api_error{
            300, "MULTIPLE_CHOICES", "external id is not unique: more than one record found", {}};
    if (matches.size() == 1) {
        const auto updated = update_task(by, matches.front()->id, record);
        if (updated.has_error()) return updated.error();
        return upserted{*updated, false};
    }
    if (update_only)
        return api_error{404, "NOT_FOUND", "The requested resource does not exist", {}};
    auto with_key = record;
    with_key[*by.options.external_id_field] = key;
    const auto created = create_task(by, with_key);
    if (created.has_error()) return created.error();
    return upserted{*created, true};
}

outcome<record_id> undelete_task(const writer& by, const record_id& id)
{
    auto* const row = by.data.find(id);
    if (!row) return unknown_entity();
    if (!row->deleted)
        return api_error{400, "UNDELETE_FAILED", "entity is not in the recycle bin", {}};
    if (auto wrong = check_unique(by, *row)) return *wrong;
    by.data.alter(*row, [&](task_row& target) {
        target.deleted = false;
        stamp(by, target);
    });
    return id;
}

} // namespace dovetail::sandbox::salesforce
