// SPDX-License-Identifier: Apache-2.0
#include "schema.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace dovetail::sync {

namespace {

std::vector<std::string> names_of(const std::vector<host::canonical_field>& fields)
{
    std::vector<std::string> names;
    names.reserve(fields.size());
    for (const auto& field : fields)
        names.push_back(field.name);
    return names;
}

struct civil
{
    std::int64_t year;
    unsigned month;
    unsigned day;
};

/// Howard Hinnant's civil_from_days (public domain).
civil civil_from_days(std::int64_t days) noexcept
{
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const auto doe = static_cast<unsigned>(days - era * 146097);
    const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const unsigned mp = (5 * doy + 2) / 153;
    const unsigned month = mp < 10 ? mp + 3 : mp - 9;
    const std::int64_t year = static_cast<std::int64_t>(yoe) + era * 400 + (month <= 2 ? 1 : 0);
    return {year, month, doy - (153 * mp + 2) / 5 + 1};
}

std::string date_text(std::int64_t days)
{
    const civil date = civil_from_days(days);
    std::array<char, 40> text{};
    const int size = std::snprintf(text.data(), text.size(), "%04lld-%02u-%02u",
                                   static_cast<long long>(date.year), date.month, date.day);
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string instant_text(std::int64_t us)
{
    constexpr std::int64_t day_us = 86'400'000'000;
    std::int64_t days = us / day_us;
    std::int64_t rest = us % day_us;
    if (rest < 0) {
        rest += day_us;
        --days;
    }
    std::array<char, 40> text{};
    const auto seconds = static_cast<long long>(rest / 1'000'000);
    const int size = std::snprintf(text.data(), text.size(), "T%02lld:%02lld:%02lldZ",
                                   seconds / 3600, seconds / 60 % 60, seconds % 60);
    return date_text(days) + std::string(text.data(), static_cast<std::size_t>(size));
}

} // namespace

schema::schema(std::vector<host::canonical_field> fields, std::string_view stored_names)
    : fields_(std::move(fields)), names_(field_names::extend(stored_names, names_of(fields_)))
{
}

std::optional<std::size_t> schema::position(std::string_view name) const noexcept
{
    for (std::size_t i = 0; i < fields_.size(); ++i)
        if (fields_[i].name == name) return i;
    return std::nullopt;
}

field_row schema::read(std::string_view bytes) const
{
    field_row row(fields_.size());
    field_reader reader(bytes, names_);
    for (dovetail_field field; reader.next(field);)
        if (const auto at = position(view_of(field.name))) row[*at] = field.value;
    return row;
}

field_list schema::list(std::string_view bytes) const
{
    field_list fields;
    field_reader reader(bytes, names_);
    for (dovetail_field field; reader.next(field);)
        fields.push_back(field);
    return fields;
}

dovetail_field schema::make(std::size_t position, const dovetail_value& value) const
{
    const std::string& name = fields_[position].name;
    return {{name.data(), name.size()}, value};
}

field_bytes schema::encode(std::span<const dovetail_field> fields) const
{
    return encode_fields(fields, names_);
}

field_bytes schema::overlay(std::string_view bytes, std::string_view changed) const
{
    if (changed.empty()) return field_bytes(bytes);
    if (bytes.empty()) return field_bytes(changed);
    const field_list fields = list(changed);
    return overlay_fields(bytes, std::span(fields.data(), fields.size()), names_);
}

bool schema::contains(std::string_view bytes, std::string_view some) const
{
    if (bytes == some) return true;
    const field_row all = read(bytes);
    field_reader reader(some, names_);
    for (dovetail_field field; reader.next(field);) {
        const auto at = position(view_of(field.name));
        if (!at || !all[*at] || !same_value(*all[*at], field.value)) return false;
    }
    return true;
}

field_bytes schema::only(std::string_view bytes, std::string_view mask) const
{
    const field_row wanted = read(mask);
    const field_row all = read(bytes);
    field_list kept;
    for (std::size_t i = 0; i < size(); ++i)
        if (wanted[i] && all[i]) kept.push_back(make(i, *all[i]));
    return encode(std::span(kept.data(), kept.size()));
}

std::string to_text(const dovetail_value& value)
{
    switch (value.kind) {
    case DOVETAIL_BOOL:
        return value.number != 0 ? "true" : "false";
    case DOVETAIL_INT:
        return std::to_string(value.number);
    case DOVETAIL_TEXT:
    case DOVETAIL_JSON:
        return std::string(view_of(value.text));
    case DOVETAIL_DATE:
        return date_text(value.number);
    case DOVETAIL_INSTANT:
        return instant_text(value.number);
    default:
        return {};
    }
}

} // namespace dovetail::sync
