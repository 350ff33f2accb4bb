// SPDX-License-Identifier: Apache-2.0
#include "page.hpp"

#include "to_do.hpp"

namespace caldav {

namespace {

/// Whether the type says that it is an event, a journal or the like.
bool is_something_else(const std::string& content_type)
{
    constexpr std::string_view marker = "component=";
    const auto at = content_type.find(marker);
    if (at == std::string::npos) return false;
    std::string_view component{content_type};
    component.remove_prefix(at + marker.size());
    if (component.starts_with('"')) component.remove_prefix(1);
    return !(component.starts_with("VTODO") || component.starts_with("vtodo"));
}

} // namespace

void page::take(const resource& one)
{
    if (one.status == 404 || one.status == 410) {
        batch.add(one.path, {}, 0, DOVETAIL_TOMBSTONE);
        return;
    }
    if (one.status != 0 && one.status / 100 != 2) {
        host_.log(DOVETAIL_LOG_WARNING, "the CalDAV server does not show " + one.path +
                                            ": status " + std::to_string(one.status));
        return;
    }
    if (is_something_else(one.content_type)) return;
    if (one.modified_at_us != 0 && one.modified_at_us < since_us_) return;
    if (one.calendar_data)
        take_data(one);
    else
        missing.push_back(one.path);
}

void page::take_data(const resource& one)
{
    try {
        const calendar_object task{*one.calendar_data};
        if (!task.has_task()) return;
        const auto stamp = newest_stamp(task, one);
        if (stamp == 0 || stamp >= since_us_) add_record(task, one, owner_, batch);
    } catch (const malformed_calendar& fault) {
        host_.log(DOVETAIL_LOG_WARNING,
                  "the task " + one.path + " cannot be read: " + fault.what());
        batch.add(one.path, one.etag, one.modified_at_us).text("calendar", owner_.calendar);
    }
}

} // namespace caldav
