// SPDX-License-Identifier: Apache-2.0
#include <sandbox/salesforce/replication.hpp>

namespace dovetail::sandbox::salesforce {

namespace {

using std::chrono::minutes;

/// "up to 30 days back" for getUpdated, "up to 15 days" for getDeleted.
constexpr std::chrono::days updated_reach{30};
constexpr std::chrono::days deleted_reach{15};

struct span
{
    std::int64_t start_s = 0;
    std::int64_t end_s = 0;
};

api_error bad_dates(std::string message)
{
    return {400, "INVALID_REPLICATION_DATE", std::move(message), {}};
}

/// Both ends with their seconds ignored, checked against each other and against `reach`.
outcome<span> read_span(const call& in, std::chrono::days reach)
{
    const auto start = parse_instant(in.target.parameter("start").value_or(""));
    const auto end = parse_instant(in.target.parameter("end").value_or(""));
    if (!start || !end)
        return api_error{400,
                         "MALFORMED_QUERY",
                         "start and end are required, as dates and times with a zone",
                         {}};
    const auto from = std::chrono::floor<minutes>(*start);
    const auto to = std::chrono::floor<minutes>(*end);
    if (from >= to) return bad_dates("startDate must precede endDate by more than one minute");
    if (in.now - *start > reach)
        return bad_dates("startDate before org replication enabled date or more than " +
                         std::to_string(reach.count()) + " days ago");
    return span{std::chrono::sys_seconds{from}.time_since_epoch().count(),
                std::chrono::sys_seconds{to}.time_since_epoch().count()};
}

/// Calls `visit` for every row stamped in the span.
template<class F>
void for_each_stamped(const call& in, const span& within, F visit)
{
    task_row probe;
    probe.stamp_s = within.start_s;
    const auto& index = in.data.by_stamp();
    for (auto it = index.lower_bound(&probe); it != index.end(); ++it) {
        if ((*it)->stamp_s >= within.end_s) return;
        visit(**it);
    }
}

void append_time(std::string& out, std::string_view name, std::int64_t at_s)
{
    out += ",\"";
    out += name;
    out += "\":";
    append_cell(out, cell::of_time(at_s));
}

} // namespace

response list_updated(const call& in)
{
    const auto within = read_span(in, updated_reach);
    if (within.has_error()) return error_response(within.error());
    response out;
    out.body = "{\"ids\":[";
    bool first = true;
    for_each_stamped(in, *within, [&](const task_row& row) {
        if (row.deleted) return;
        if (!first) out.body += ',';
        first = false;
        append_cell(out.body, cell::of_id(row.id.text()));
    });
    out.body += ']';
    append_time(out.body, "latestDateCovered", std::min(within->end_s, in.now_s()));
    out.body += '}';
    return out;
}

response list_deleted(const call& in)
{
    const auto within = read_span(in, deleted_reach);
    if (within.has_error()) return error_response(within.error());
    response out;
    out.body = "{\"deletedRecords\":[";
    bool first = true;
    for_each_stamped(in, *within, [&](const task_row& row) {
        if (!row.deleted) return;
        if (!first) out.body += ',';
        first = false;
        out.body += "{\"id\":";
        append_cell(out.body, cell::of_id(row.id.text()));
        append_time(out.body, "deletedDate", row.stamp_s);
        out.body += '}';
    });
    out.body += ']';
    const auto horizon = in.now_s() - std::chrono::seconds{deleted_reach}.count();
    append_time(out.body, "earliestDateAvailable", horizon);
    append_time(out.body, "latestDateCovered", std::min(within->end_s, in.now_s()));
    out.body += '}';
    return out;
}

} // namespace dovetail::sandbox::salesforce
