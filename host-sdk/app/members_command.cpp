// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/composition.hpp"
#include "app/json_text.hpp"
#include "app/people.hpp"
#include "app/person_view.hpp"
#include "app/table.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace dovetail::app {
namespace {

namespace json = boost::json;

json::object to_json(const sync::member& member)
{
    return {{"member", member.name},
            {"enabled", member.enabled},
            {"time_zone", json_optional(member.time_zone)},
            {"users", json_both(member.user)},
            {"enabled_at", json_instant(member.enabled_at)},
            {"disabled_at", json_instant(member.disabled_at)},
            {"enablings", member.enablings},
            {"catching_up", member.catch_up},
            {"found", member.found},
            {"done", member.done}};
}

std::string progress_of(const sync::member& member)
{
    if (!member.enabled) return "";
    if (member.catch_up)
        return member.found == 0
                   ? "starting"
                   : fmt::format("{} of {}", grouped(member.done), grouped(member.found));
    return "up to date";
}

void print_members(const setup& base, const person_view& view,
                   const std::vector<sync::member>& members)
{
    if (members.empty()) {
        base.out.line(fmt::format("{} has no members yet; turn sync on with `dovetail members "
                                  "enable EMAIL`",
                                  printable(view.names.sync)));
        return;
    }
    table rows({"member", "sync", "time zone", view.names.side.left, view.names.side.right, "since",
                "first sync"});
    const auto now = now_us();
    for (const auto& member : members)
        rows.add({{printable(member.name), tint::strong},
                  {member.enabled ? "on" : "off", member.enabled ? tint::good : tint::dim},
                  {printable(member.time_zone)},
                  {printable(member.user.left)},
                  {printable(member.user.right)},
                  {local_time(member.enabled ? member.enabled_at : member.disabled_at, now)},
                  {progress_of(member)}});
    for (const auto& line : rows.lines(base.out.out()))
        base.out.line(line);
}

void print_changed(const setup& base, bool as_json, const std::vector<sync::member>& changed,
                   const std::vector<std::string>& skipped)
{
    if (as_json) {
        json::array members;
        for (const auto& member : changed)
            members.push_back(to_json(member));
        json::array left_out;
        for (const auto& why : skipped)
            left_out.emplace_back(why);
        base.out.line(json_document(
            json::object{{"members", std::move(members)}, {"skipped", std::move(left_out)}}));
        return;
    }
    for (const auto& member : changed)
        base.out.line(member.enabled ? fmt::format("{}: sync is on ({})", printable(member.name),
                                                   printable(member.time_zone))
                                     : fmt::format("{}: sync is off; links and history stay",
                                                   printable(member.name)));
    for (const auto& why : skipped)
        base.out.complain("left out: " + printable(why));
}

} // namespace

outcome_of<exit_code> execute(const members_list_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::read);
    if (!view) return view.error();
    const auto members = view->control.members();
    if (!members) return of_control(members.error());
    if (!wanted.json) {
        print_members(base, *view, *members);
        return exit_code::done;
    }
    json::array all;
    for (const auto& member : *members)
        all.push_back(to_json(member));
    base.out.line(
        json_document(json::object{{"sync", view->names.sync}, {"members", std::move(all)}}));
    return exit_code::done;
}

outcome_of<exit_code> execute(const members_enable_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::by_person);
    if (!view) return view.error();
    const std::vector<const host::sync_settings*> only{view->settings};
    auto host = composition::build(base, only, view->opened.state, nullptr);
    if (!host) return host.error();
    auto pairs = wanted.all_users ? find_everybody(**host, view->names, wanted.time_zone)
                                  : find_people(**host, view->names, wanted);
    if (!pairs) return pairs.error();
    std::vector<sync::member> changed;
    for (const auto& who : pairs->found) {
        auto member = view->control.enable(who);
        if (!member) return of_control(member.error());
        changed.push_back(std::move(*member));
    }
    print_changed(base, wanted.json, changed, pairs->left_out);
    return exit_code::done;
}

outcome_of<exit_code> execute(const members_disable_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::by_person);
    if (!view) return view.error();
    auto names = wanted.emails;
    if (wanted.all) {
        const auto members = view->control.members();
        if (!members) return of_control(members.error());
        for (const auto& member : *members)
            if (member.enabled) names.push_back(member.name);
    }
    std::vector<sync::member> changed;
    for (const auto& name : names) {
        auto known = view->member(name);
        if (!known) return known.error();
        auto member = view->control.disable(known->name);
        if (!member) return of_control(member.error());
        changed.push_back(std::move(*member));
    }
    print_changed(base, wanted.json, changed, {});
    return exit_code::done;
}

} // namespace dovetail::app
