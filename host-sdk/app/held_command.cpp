// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/crossing_text.hpp"
#include "app/json_text.hpp"
#include "app/person_view.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_server_text = 200; ///< columns

std::string next_try(const sync::problem& problem, sync::instant_us now)
{
    if (problem.dismissed) return "dismissed";
    if (problem.code == "mass_delete" && !problem.confirmed)
        return "waits for `dovetail held confirm-deletes`";
    if (problem.next_try_at == 0 && sync::wish_of(problem) != sync::wish_kind::none)
        return "tried again by `dovetail held retry`";
    if (problem.next_try_at == 0) return "tried again when it changes, or by `dovetail held retry`";
    if (problem.next_try_at <= now) return "tried again in the next pass";
    return fmt::format("tried again in {}",
                       span(std::chrono::milliseconds((problem.next_try_at - now) / 1000)));
}

/// What waits, in words: a task by its key, or what a person asked for.
std::string subject(const sync::problem& problem)
{
    switch (sync::wish_of(problem)) {
    case sync::wish_kind::edit:
        return "edit of " + printable(sync::record_key(problem));
    case sync::wish_kind::restore:
    case sync::wish_kind::none:
        break;
    }
    return printable(problem.source_key); // "restore:12" is what a restore is called
}

/// Where it is to be written.
host::side target_of(const sync::problem& problem)
{
    const bool wish = sync::wish_of(problem) != sync::wish_kind::none;
    return wish ? problem.source : host::other(problem.source);
}

json::value wish_json(const sync::problem& problem)
{
    switch (sync::wish_of(problem)) {
    case sync::wish_kind::edit:
        return "edit";
    case sync::wish_kind::restore:
        return "restore";
    case sync::wish_kind::none:
        break;
    }
    return nullptr;
}

void print(const setup& base, const sync_names& names,
           const std::map<sync::member_id, std::string>& members,
           const std::vector<sync::problem>& problems)
{
    const palette paint(base.out.out().colored);
    const auto now = now_us();
    if (problems.empty()) base.out.line("nothing waits");
    for (const auto& problem : problems) {
        const bool failed = problem.kind == sync::outcome::failed;
        const auto member = members.find(problem.owner);
        base.out.line(
            fmt::format("{}  {}  {}  {}{}", padded_left(std::to_string(problem.id), 6),
                        paint(failed ? tint::bad : tint::warning, failed ? "failed" : "held  "),
                        direction(target_of(problem), names), subject(problem),
                        member == members.end() ? "" : "  " + printable(member->second)));
        base.out.line(
            fmt::format("          {} ({})", printable(problem.reason), printable(problem.code)));
        if (!problem.server_text.empty())
            base.out.line("          the server said: " +
                          shortened(printable(problem.server_text), longest_server_text));
        base.out.line(paint(
            tint::dim, fmt::format("          since {}, {}; {}", age(problem.first_at, now),
                                   counted(problem.attempts, "attempt"), next_try(problem, now))));
    }
}

json::array to_json(const sync_names& names, const std::map<sync::member_id, std::string>& members,
                    const std::vector<sync::problem>& problems)
{
    json::array all;
    for (const auto& problem : problems) {
        const auto member = members.find(problem.owner);
        all.push_back(
            json::object{{"id", problem.id},
                         {"result", to_string(problem.kind)},
                         {"from", names.side.of(host::other(target_of(problem)))},
                         {"to", names.side.of(target_of(problem))},
                         {"wish", wish_json(problem)},
                         {"source_key", sync::record_key(problem)},
                         {"member", member == members.end() ? json::value(nullptr)
                                                            : json::value(member->second)},
                         {"code", problem.code},
                         {"reason", problem.reason},
                         {"server_text", json_optional(problem.server_text)},
                         {"attempts", problem.attempts},
                         {"first_at", json_instant(problem.first_at)},
                         {"last_at", json_instant(problem.last_at)},
                         {"next_try_at", json_instant(problem.next_try_at)},
                         {"dismissed", problem.dismissed},
                         {"confirmed", problem.confirmed}});
    }
    return all;
}

void say_count(const setup& base, bool as_json, std::string_view word, std::size_t count,
               std::string_view sentence)
{
    if (as_json)
        base.out.line(json_document(json::object{{word, count}}));
    else
        base.out.line(fmt::format("{} {}", counted(count, "task"), sentence));
}

} // namespace

outcome_of<exit_code> execute(const held_list_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::read);
    if (!view) return view.error();
    sync::problem_query query;
    query.limit = wanted.limit;
    query.with_dismissed = wanted.with_dismissed;
    if (!wanted.member.empty()) {
        const auto member = view->member(wanted.member);
        if (!member) return member.error();
        query.owner = member->id;
    }
    const auto problems = view->control.problems(query);
    if (!problems) return of_control(problems.error());
    const auto members = view->member_names();
    if (!members) return members.error();
    if (wanted.json)
        base.out.line(json_document(json::object{
            {"sync", view->names.sync}, {"held", to_json(view->names, *members, *problems)}}));
    else
        print(base, view->names, *members, *problems);
    return exit_code::done;
}

outcome_of<exit_code> execute(const held_retry_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::by_person);
    if (!view) return view.error();
    std::size_t count = wanted.ids.size();
    if (wanted.all) {
        const auto all = view->control.retry_all();
        if (!all) return of_control(all.error());
        count = *all;
    }
    for (const auto id : wanted.ids)
        if (const auto tried = view->control.retry(id); !tried) return of_control(tried.error());
    say_count(base, wanted.json, "retried", count, "will be tried again in the next pass");
    return exit_code::done;
}

outcome_of<exit_code> execute(const held_edit_command& wanted, const setup& base)
{
    std::vector<sync::field_text> values;
    for (const auto& text : wanted.values) {
        const auto equals = text.find('=');
        if (equals == 0 || equals == std::string::npos)
            return failure::of_usage(
                "bad_value", fmt::format("\"{}\" is not of the form FIELD=VALUE", printable(text)));
        values.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    auto view = person_view::open(base, wanted.sync, state_access::by_person);
    if (!view) return view.error();
    if (const auto done = view->control.edit(wanted.id, values); !done)
        return of_control(done.error());
    say_count(base, wanted.json, "edited", 1,
              "will be edited where it comes from, and tried again, in the next pass");
    return exit_code::done;
}

outcome_of<exit_code> execute(const held_dismiss_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::by_person);
    if (!view) return view.error();
    for (const auto id : wanted.ids)
        if (const auto done = view->control.dismiss(id); !done) return of_control(done.error());
    say_count(base, wanted.json, "dismissed", wanted.ids.size(),
              "dismissed; what changes crosses again");
    return exit_code::done;
}

outcome_of<exit_code> execute(const held_confirm_deletes_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::by_person);
    if (!view) return view.error();
    const auto count = view->control.confirm_mass_delete();
    if (!count) return of_control(count.error());
    say_count(base, wanted.json, "confirmed", *count, "will be deleted in the next pass");
    return exit_code::done;
}

} // namespace dovetail::app
