// SPDX-License-Identifier: Apache-2.0
// The member's Command Center (E7): what is due today and tomorrow where the member is.
#include "app/commands.hpp"
#include "app/json_text.hpp"
#include "app/person_view.hpp"
#include "app/table.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"
#include "app/zone.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace dovetail::app {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_value = 60; ///< columns; details are long, and this is a list

/// The member's list, and the day it is for.
struct command_center
{
    sync::member member;
    std::int32_t today = 0;
    std::vector<sync::listed_task> tasks;
};

outcome_of<command_center> look(person_view& view, const tasks_command& wanted)
{
    command_center list;
    auto member = view.member(wanted.member);
    if (!member) return member.error();
    list.member = std::move(*member);
    const auto today = day_in(list.member.time_zone, now_us());
    if (!today) return today.error();
    list.today = static_cast<std::int32_t>(*today);
    const auto first = wanted.overdue ? std::numeric_limits<std::int32_t>::min() : list.today;
    auto tasks = view.control.tasks(list.member.name, first, list.today + 1);
    if (!tasks) return of_control(tasks.error());
    list.tasks = std::move(*tasks);
    return list;
}

/// The names of all fields that any task has, in the order of the mapping.
std::vector<std::string> columns_of(const std::vector<sync::listed_task>& tasks)
{
    std::vector<std::string> names;
    for (const auto& task : tasks)
        for (const auto& [name, value] : task.fields)
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    return names;
}

std::string value_of(const sync::listed_task& task, const std::string& name)
{
    for (const auto& [field, value] : task.fields)
        if (field == name) return shortened(printable(value), longest_value);
    return {};
}

std::string day_word(std::int32_t due, std::int32_t today)
{
    if (due == today) return "today";
    if (due == today + 1) return "tomorrow";
    return date(due);
}

void print(const setup& base, const command_center& list)
{
    const palette paint(base.out.out().colored);
    base.out.line(fmt::format("{}, {} in {}", paint(tint::strong, printable(list.member.name)),
                              date(list.today), printable(list.member.time_zone)));
    if (list.tasks.empty()) {
        base.out.line("nothing is due today or tomorrow");
        return;
    }
    const auto names = columns_of(list.tasks);
    std::vector<std::string> headings{"when"};
    for (const auto& name : names)
        headings.push_back(printable(name));
    table rows(headings);
    for (const auto& task : list.tasks) {
        const auto due = task.due.value_or(list.today);
        std::vector<cell> row{
            {day_word(due, list.today), due < list.today ? tint::bad : tint::plain}};
        for (const auto& name : names)
            row.push_back({value_of(task, name)});
        rows.add(std::move(row));
    }
    for (const auto& line : rows.lines(base.out.out()))
        base.out.line(line);
}

json::object to_json(const command_center& list)
{
    json::array tasks;
    for (const auto& task : list.tasks) {
        json::object fields;
        for (const auto& [name, value] : task.fields)
            fields[name] = json_optional(value);
        json::object one{{"keys", json_both(task.key)}, {"fields", std::move(fields)}};
        one["due"] = task.due ? json::value(date(*task.due)) : json::value(nullptr);
        tasks.push_back(std::move(one));
    }
    return {{"member", list.member.name},
            {"time_zone", list.member.time_zone},
            {"today", date(list.today)},
            {"tasks", std::move(tasks)}};
}

} // namespace

outcome_of<exit_code> execute(const tasks_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::read);
    if (!view) return view.error();
    const auto list = look(*view, wanted);
    if (!list) return list.error();
    if (wanted.json)
        base.out.line(json_document(to_json(*list)));
    else
        print(base, *list);
    return exit_code::done;
}

} // namespace dovetail::app
