// SPDX-License-Identifier: Apache-2.0
#include "to_do.hpp"

#include "date_time.hpp"
#include "uid.hpp"

#include <dovetail/kit/error.hpp>

#include <algorithm>
#include <array>

namespace caldav {

namespace {

constexpr std::array<std::string_view, 4> statuses{"NEEDS-ACTION", "COMPLETED", "IN-PROCESS",
                                                   "CANCELLED"};
constexpr std::string_view completed = "COMPLETED";
constexpr std::string_view all_done = "100"; ///< PERCENT-COMPLETE

std::string value_of(const calendar_object& task, std::string_view name)
{
    const content_line* const line = task.find(name);
    return line == nullptr ? std::string{} : line->value;
}

std::int64_t stamp_of(const calendar_object& task, std::string_view name)
{
    return read_utc(value_of(task, name)).value_or(0);
}

std::string status_of(const calendar_object& task)
{
    const std::string status = value_of(task, "STATUS");
    if (!status.empty()) return status;
    const bool done =
        task.find(completed) != nullptr || value_of(task, "PERCENT-COMPLETE") == all_done;
    return std::string{done ? completed : statuses.front()};
}

void add_text(const calendar_object& task, std::string_view property, kit::field_name name,
              kit::field_writer& out)
{
    const content_line* const line = task.find(property);
    if (line == nullptr)
        out.null(name);
    else
        out.text(name, unescaped(line->value));
}

void add_due(const calendar_object& task, kit::field_writer& out)
{
    const content_line* const line = task.find("DUE");
    if (line == nullptr)
        out.null("DUE");
    else if (const auto due = read_due(*line); !due)
        out.text("DUE", line->value);
    else if (due->clock.empty())
        out.date("DUE", due->day);
    else
        out.text("DUE", due->text());
}

[[noreturn]] void reject(std::string_view property, const std::string& what)
{
    throw kit::plugin_error{kit::error_class::rejected, "invalid_value",
                            std::string{property} + " " + what};
}

/// Puts a value into the property unless it has it already.
bool put(calendar_object& task, std::string_view property, std::string_view parameters,
         const std::string& value)
{
    const content_line* const line = task.find(property);
    if (line != nullptr && line->value == value) return false;
    task.set(make_line(property, parameters, value));
    return true;
}

bool take_away(calendar_object& task, std::string_view property)
{
    if (task.find(property) == nullptr) return false;
    task.remove(property);
    return true;
}

bool put_text(calendar_object& task, std::string_view property, const dovetail_value& value)
{
    if (value.kind == DOVETAIL_NULL) return take_away(task, property);
    if (value.kind != DOVETAIL_TEXT) reject(property, "must be a text");
    const std::string wanted = escaped(kit::view(value.text));
    const content_line* const line = task.find(property);
    if (line != nullptr && unescaped(line->value) == unescaped(wanted)) return false;
    // ALTREP points to the same text in another form, which is another text from now on.
    const std::string parameters = line == nullptr ? "" : parameters_without(*line, "ALTREP");
    return put(task, property, parameters, wanted);
}

bool put_status(calendar_object& task, const dovetail_value& value, std::int64_t now_us)
{
    const std::string wanted = value.kind == DOVETAIL_NULL ? std::string{statuses.front()}
                                                           : std::string{kit::view(value.text)};
    if (std::find(statuses.begin(), statuses.end(), wanted) == statuses.end())
        reject("STATUS", "cannot be \"" + wanted +
                             "\"; valid are NEEDS-ACTION, COMPLETED, IN-PROCESS and CANCELLED");
    const bool was_completed = status_of(task) == completed;
    bool changed = put(task, "STATUS", "", wanted);
    if (wanted != completed) {
        changed |= take_away(task, completed);
        if (value_of(task, "PERCENT-COMPLETE") == all_done)
            changed |= take_away(task, "PERCENT-COMPLETE");
        return changed;
    }
    if (!was_completed || task.find(completed) == nullptr)
        changed |= put(task, completed, "", write_utc(now_us));
    return put(task, "PERCENT-COMPLETE", "", std::string{all_done}) || changed;
}

bool put_priority(calendar_object& task, const dovetail_value& value)
{
    const std::string wanted = value.kind == DOVETAIL_NULL  ? "0"
                               : value.kind == DOVETAIL_INT ? std::to_string(value.number)
                                                            : std::string{kit::view(value.text)};
    if (wanted.size() != 1 || wanted[0] < '0' || wanted[0] > '9')
        reject("PRIORITY", "cannot be \"" + wanted + "\"; it is a number from 0 to 9");
    if (wanted == "0") return take_away(task, "PRIORITY");
    return put(task, "PRIORITY", "", wanted);
}

bool put_due(calendar_object& task, const dovetail_value& value)
{
    if (value.kind == DOVETAIL_NULL) {
        const bool had_duration = take_away(task, "DURATION");
        return take_away(task, "DUE") || had_duration;
    }
    const auto due = value.kind == DOVETAIL_DATE ? std::optional{due_time{value.number}}
                                                 : read_due_text(kit::view(value.text));
    if (!due)
        reject("DUE", "cannot be \"" + std::string{kit::view(value.text)} +
                          "\"; YYYY-MM-DD, perhaps with a time of day, is expected");
    const content_line* const line = task.find("DUE");
    const auto present = line == nullptr ? std::nullopt : read_due(*line);
    if (present && present->text() == due->text()) return false;
    set_due(task, *due);
    return true;
}

bool put_field(calendar_object& task, const dovetail_field& field, std::int64_t now_us)
{
    const std::string_view name = kit::view(field.name);
    if (name == "SUMMARY" || name == "DESCRIPTION") return put_text(task, name, field.value);
    if (name == "STATUS") return put_status(task, field.value, now_us);
    if (name == "PRIORITY") return put_priority(task, field.value);
    if (name == "DUE") return put_due(task, field.value);
    reject(name, "cannot be written: this connector writes SUMMARY, DESCRIPTION, STATUS, PRIORITY "
                 "and DUE; correct the mapping");
}

} // namespace

std::int64_t newest_stamp(const calendar_object& task, const resource& from)
{
    return std::max({stamp_of(task, "LAST-MODIFIED"), stamp_of(task, "DTSTAMP"),
                     stamp_of(task, "CREATED"), from.modified_at_us});
}

void add_record(const calendar_object& task, const resource& from, const user& owner,
                kit::batch_builder& out)
{
    std::int64_t stamp = stamp_of(task, "LAST-MODIFIED");
    if (stamp == 0) stamp = stamp_of(task, "DTSTAMP");
    if (from.modified_at_us != 0)
        stamp = stamp == 0 ? from.modified_at_us : std::min(stamp, from.modified_at_us);
    auto fields = out.add(from.path, from.etag, stamp);
    add_text(task, "SUMMARY", "SUMMARY", fields);
    add_text(task, "DESCRIPTION", "DESCRIPTION", fields);
    add_text(task, "UID", "UID", fields);
    add_due(task, fields);
    const std::string priority = value_of(task, "PRIORITY");
    fields.text("STATUS", status_of(task)).text("PRIORITY", priority.empty() ? "0" : priority);
    if (const auto created = stamp_of(task, "CREATED"); created != 0)
        fields.instant("CREATED", created);
    fields.boolean("recurring", task.is_recurring()).text("calendar", owner.calendar);
    if (const auto key = key_of_uid(unescaped(value_of(task, "UID"))))
        fields.text("origin_key", *key);
    else
        fields.null("origin_key");
}

bool apply(kit::field_span fields, std::int64_t now_us, calendar_object& task)
{
    bool changed = false;
    for (const dovetail_field& field : fields)
        changed |= put_field(task, field, now_us);
    if (!changed) return false;
    for (const std::string_view stamp : {"LAST-MODIFIED", "DTSTAMP"})
        put(task, stamp, "", write_utc(now_us));
    return true;
}

std::string new_task(std::string_view uid, kit::field_span fields, std::int64_t now_us)
{
    calendar_object task = calendar_object::make(uid);
    for (const std::string_view stamp : {"DTSTAMP", "CREATED", "LAST-MODIFIED"})
        put(task, stamp, "", write_utc(now_us));
    for (const dovetail_field& field : fields)
        if (kit::view(field.name) != "calendar") put_field(task, field, now_us);
    return task.text();
}

} // namespace caldav
