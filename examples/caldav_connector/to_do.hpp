// SPDX-License-Identifier: Apache-2.0
// A task as a record, and a change of a record as a change of a task. Field names are those of
// iCalendar, but for "calendar" (whose it is), "origin_key" and "recurring".
#pragma once

#include "calendar_object.hpp"
#include "configuration.hpp"
#include "multistatus.hpp"

#include <dovetail/kit/batch_builder.hpp>
#include <dovetail/kit/view.hpp>

#include <cstdint>

namespace caldav {

namespace kit = dovetail::kit;

/// Adds the record of a task. A property that is absent is null, but
///   STATUS    says COMPLETED or NEEDS-ACTION, as COMPLETED and PERCENT-COMPLETE tell it
///   PRIORITY  is "0", i.e. undefined (RFC 5545, 3.8.1.9)
///   DUE       a date, or the text of due_time; as it is written when it cannot be read
///   CREATED   an instant; absent when it is not known
/// The record's stamp is LAST-MODIFIED, else DTSTAMP, but never later than the server's own stamp
/// of the resource where that is known: a program whose clock is ahead would win all conflicts.
void add_record(const calendar_object& task, const resource& from, const user& owner,
                kit::batch_builder& out);

/// When the task changed last, the latest of all stamps it has; 0: not known.
[[nodiscard]] std::int64_t newest_stamp(const calendar_object& task, const resource& from);

/// Changes the properties that `fields` name; null takes one away. A task that is completed gets
/// COMPLETED and PERCENT-COMPLETE, one that is opened again loses them. Returns whether anything
/// changed; then LAST-MODIFIED and DTSTAMP are now. Throws kit::plugin_error of the class rejected
/// for a field it does not know and for a value that the property cannot have.
bool apply(kit::field_span fields, std::int64_t now_us, calendar_object& task);

/// The text that goes into a new resource for a create.
[[nodiscard]] std::string new_task(std::string_view uid, kit::field_span fields,
                                   std::int64_t now_us);

} // namespace caldav
