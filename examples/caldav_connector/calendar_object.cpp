// SPDX-License-Identifier: Apache-2.0
#include "calendar_object.hpp"

#include <algorithm>

namespace caldav {

namespace {

std::string trimmed_upper(std::string_view text)
{
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    std::string out{text};
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

[[noreturn]] void malformed(std::size_t line, const std::string& what)
{
    throw malformed_calendar{"content line " + std::to_string(line + 1) + ": " + what};
}

} // namespace

calendar_object::calendar_object(std::string_view text) : lines_{read_lines(text)}
{
    std::vector<std::pair<std::string, std::size_t>> open;
    std::vector<component> tasks;
    bool ended = false;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
        const content_line& line = lines_[at];
        if (line.name == "BEGIN") {
            std::string what = trimmed_upper(line.value);
            if (open.empty() && (ended || what != "VCALENDAR"))
                malformed(at, "one VCALENDAR is expected, not " + what);
            open.emplace_back(std::move(what), at);
        } else if (line.name == "END") {
            if (open.empty() || open.back().first != trimmed_upper(line.value))
                malformed(at, "the end of something that did not begin");
            if (open.size() == 2 && open.back().first == "VTODO")
                tasks.push_back({open.back().second, at});
            open.pop_back();
            ended = open.empty();
        }
    }
    if (!open.empty()) malformed(lines_.size(), open.back().first + " does not end");
    if (!ended) malformed(0, "there is no VCALENDAR");
    choose(tasks);
}

/// The task is the one that is no override of an instance (RFC 5545, 3.8.4.4).
void calendar_object::choose(const std::vector<component>& tasks)
{
    for (const component& one : tasks) {
        begin_ = one.begin;
        end_ = one.end;
        if (find("RECURRENCE-ID") == nullptr) return;
    }
}

calendar_object calendar_object::make(std::string_view uid)
{
    calendar_object out{"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
                        "PRODID:-//Dovetail//CalDAV connector//EN\r\n"
                        "BEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"};
    out.set(make_line("UID", "", escaped(uid)));
    return out;
}

bool calendar_object::is_recurring() const noexcept
{
    return find("RRULE") != nullptr || find("RDATE") != nullptr || find("RECURRENCE-ID") != nullptr;
}

std::optional<std::size_t> calendar_object::place_of(std::string_view name) const noexcept
{
    std::size_t depth = 0; // alarms have descriptions and durations of their own
    for (std::size_t at = begin_ + 1; at < end_; ++at) {
        if (lines_[at].name == "END") --depth;
        if (depth == 0 && lines_[at].name == name) return at;
        if (lines_[at].name == "BEGIN") ++depth;
    }
    return std::nullopt;
}

const content_line* calendar_object::find(std::string_view name) const noexcept
{
    const auto place = place_of(name);
    return place ? &lines_[*place] : nullptr;
}

void calendar_object::set(content_line line)
{
    const auto place = place_of(line.name);
    const std::string name = line.name;
    if (place) {
        remove(name);
        lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(*place), std::move(line));
    } else {
        // Properties stand before the components within (RFC 5545, 3.6.2: todoprop *alarmc).
        std::size_t at = begin_ + 1;
        while (at < end_ && lines_[at].name != "BEGIN")
            ++at;
        lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(at), std::move(line));
    }
    ++end_;
}

void calendar_object::remove(std::string_view name)
{
    for (auto place = place_of(name); place; place = place_of(name)) {
        lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(*place));
        --end_;
    }
}

std::string calendar_object::text() const
{
    std::string out;
    for (const content_line& line : lines_)
        out += line.raw;
    return out;
}

} // namespace caldav
