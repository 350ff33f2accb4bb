// SPDX-License-Identifier: Apache-2.0
#include "column.hpp"

#include <algorithm>
#include <array>

namespace dovetail::salesforce {

namespace {

struct known_column
{
    std::string_view source;
    column_kind kind;
    column_role role = column_role::none;
};

/// Fields of Task that are no texts, or that mean something for their record (object reference,
/// Task). Whatever is not listed is read as JSON says.
constexpr std::array<known_column, 14> known_columns{{
    {"Id", column_kind::text, column_role::id},
    {"OwnerId", column_kind::text, column_role::owner},
    {"IsDeleted", column_kind::text, column_role::deleted},
    {"SystemModstamp", column_kind::instant, column_role::stamp},
    {"LastModifiedDate", column_kind::instant, column_role::modified},
    {"CreatedDate", column_kind::instant},
    {"CompletedDateTime", column_kind::instant},
    {"ReminderDateTime", column_kind::instant},
    {"LastViewedDate", column_kind::instant},
    {"LastReferencedDate", column_kind::instant},
    {"RecurrenceStartDateTime", column_kind::instant},
    {"ActivityDate", column_kind::date},
    {"RecurrenceStartDateOnly", column_kind::date},
    {"RecurrenceEndDateOnly", column_kind::date},
}};

} // namespace

columns task_columns(const configuration& config)
{
    columns out;
    for (const std::string& field : config.fields) {
        const auto* const known =
            std::find_if(known_columns.begin(), known_columns.end(),
                         [&](const known_column& item) { return item.source == field; });
        if (known == known_columns.end())
            out.push_back({field, field});
        else
            out.push_back({field, field, known->kind, known->role});
    }
    return out;
}

columns user_columns()
{
    return {{"Id", "id", column_kind::text, column_role::id},
            {"Email", "email"},
            {"Username", "username"},
            {"Name", "name"},
            {"TimeZoneSidKey", "time_zone"},
            {"IsActive", "active"}};
}

std::string select(const columns& of, std::string_view object)
{
    std::string out = "SELECT ";
    for (const column& item : of) {
        if (&item != &of.front()) out += ',';
        out += item.source;
    }
    out += " FROM ";
    out += object;
    return out;
}

} // namespace dovetail::salesforce
