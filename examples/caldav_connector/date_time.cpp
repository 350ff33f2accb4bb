// SPDX-License-Identifier: Apache-2.0
#include "date_time.hpp"

#include <dovetail/kit/instant.hpp>

namespace caldav {

namespace kit = dovetail::kit;

namespace {

constexpr std::size_t date_size = 8;
constexpr std::string_view last_second = "23:59:59";

/// "20270203" with hyphens.
std::string hyphenated(std::string_view date)
{
    std::string out{date.substr(0, 4)};
    out += '-';
    out += date.substr(4, 2);
    out += '-';
    out += date.substr(6, 2);
    return out;
}

/// "09:00:00" as "090000", and dates likewise.
std::string compact(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (c != ':' && c != '-') out += c;
    return out;
}

bool is_clock(std::string_view text)
{
    return kit::parse_instant("1970-01-01T" + std::string{text} + "Z").has_value();
}

/// The zone that a time of this task is in: ";TZID=…", or nothing for a floating one.
std::string zone_of(const calendar_object& task)
{
    for (const std::string_view name : {"DUE", "DTSTART"}) {
        const content_line* const line = task.find(name);
        const auto due = line == nullptr ? std::nullopt : read_due(*line);
        if (!due || due->clock.empty()) continue;
        const auto zone = parameter(*line, "TZID");
        if (!zone) return {};
        const bool plain = zone->find_first_of(":;,") == std::string::npos;
        return ";TZID=" + (plain ? *zone : "\"" + *zone + "\"");
    }
    return {};
}

} // namespace

std::optional<std::int64_t> read_utc(std::string_view value)
{
    if (value.size() != 16 || value[date_size] != 'T' || value.back() != 'Z') return std::nullopt;
    std::string text = hyphenated(value);
    text += 'T';
    text += value.substr(9, 2);
    text += ':';
    text += value.substr(11, 2);
    text += ':';
    text += value.substr(13);
    return kit::parse_instant(text);
}

std::string write_utc(std::int64_t us)
{
    return compact(kit::format_instant(us / kit::us_per_second * kit::us_per_second));
}

std::string due_time::text() const
{
    std::string out = kit::format_date(day);
    if (!clock.empty()) out += "T" + clock + (is_utc ? "Z" : "");
    return out;
}

std::optional<due_time> read_due(const content_line& line)
{
    const std::string_view value = line.value;
    if (value.size() < date_size) return std::nullopt;
    const auto day = kit::parse_date(hyphenated(value));
    if (!day) return std::nullopt;
    due_time out{*day};
    if (value.size() == date_size) return out;
    out.is_utc = value.size() == 16 && value.back() == 'Z';
    if ((value.size() != 15 && !out.is_utc) || value[date_size] != 'T') return std::nullopt;
    out.clock = value.substr(9, 2);
    out.clock += ':';
    out.clock += value.substr(11, 2);
    out.clock += ':';
    out.clock += value.substr(13, 2);
    return is_clock(out.clock) ? std::optional{std::move(out)} : std::nullopt;
}

std::optional<due_time> read_due_text(std::string_view text)
{
    const auto day = kit::parse_date(text.substr(0, text.find('T')));
    if (!day) return std::nullopt;
    due_time out{*day};
    const auto time = text.find('T');
    if (time == std::string_view::npos) return out;
    std::string_view clock = text.substr(time + 1);
    out.is_utc = clock.ends_with('Z');
    if (out.is_utc) clock.remove_suffix(1);
    clock = clock.substr(0, clock.find('.'));
    out.clock = clock;
    if (clock.size() == 5) out.clock += ":00";
    return is_clock(out.clock) ? std::optional{std::move(out)} : std::nullopt;
}

void set_due(calendar_object& task, const due_time& due)
{
    const content_line* const start = task.find("DTSTART");
    const auto begins = start == nullptr ? std::nullopt : read_due(*start);
    due_time wanted = due;
    if (wanted.clock.empty() && begins && !begins->clock.empty()) wanted.clock = last_second;
    if (begins && begins->clock.empty()) wanted.clock.clear();
    const std::string date = compact(kit::format_date(wanted.day));
    content_line line = wanted.clock.empty() ? make_line("DUE", ";VALUE=DATE", date)
                        : wanted.is_utc      ? make_line("DUE", "", compact(wanted.text()))
                                        : make_line("DUE", zone_of(task), compact(wanted.text()));
    task.set(std::move(line));
    task.remove("DURATION");
}

} // namespace caldav
