// SPDX-License-Identifier: Apache-2.0
#include "describe.hpp"

#include "calendar_date.hpp"
#include "text.hpp"

#include <dovetail/kit/text.hpp>

namespace dovetail::task_mapping {

namespace {

/// A note is one sentence; a literal or a date is never this long.
constexpr std::uint64_t longest_named = 80;

std::string quoted(std::string_view text)
{
    std::string scratch;
    const auto normal = normalise(text, line_breaks::remove, scratch);
    const auto shown = cut(normal, longest_named);
    std::string out = "\"";
    out += shown;
    if (shown.size() < normal.size()) out += "…";
    return out += '"';
}

} // namespace

std::string describe(const dovetail_value& value)
{
    switch (value.kind) {
    case DOVETAIL_NULL:
        return "empty";
    case DOVETAIL_BOOL:
        return value.number != 0 ? "yes" : "no";
    case DOVETAIL_TEXT:
    case DOVETAIL_JSON:
        return quoted(kit::view(value.text));
    case DOVETAIL_DATE:
        if (const auto day = write_day(value.number)) return {day->data(), day->size()};
        return "day " + std::to_string(value.number);
    default:
        return std::to_string(value.number);
    }
}

std::string_view kind_name(const dovetail_value& value) noexcept
{
    switch (value.kind) {
    case DOVETAIL_NULL:
        return "nothing";
    case DOVETAIL_BOOL:
        return "a yes or no";
    case DOVETAIL_INT:
        return "a number";
    case DOVETAIL_TEXT:
        return "a text";
    case DOVETAIL_DATE:
        return "a date";
    case DOVETAIL_INSTANT:
        return "an instant";
    case DOVETAIL_JSON:
        return "JSON";
    default:
        return "a value of an unknown kind";
    }
}

} // namespace dovetail::task_mapping
