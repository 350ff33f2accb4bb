// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"
#include "app/crossing_text.hpp"
#include "app/field_text.hpp"
#include "app/json_text.hpp"
#include "app/person_view.hpp"
#include "app/text.hpp"
#include "app/time_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace dovetail::app {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_value = 60; ///< columns of a value on a line

/// Entries with the words their numbers stand for.
struct timeline
{
    sync_names names;
    sync::field_names fields;
    std::map<sync::member_id, std::string> members;
    std::map<sync::link_id, sync::both<std::string>> keys;
    std::vector<sync::history_entry> entries; ///< newest first
};

outcome_of<void> add_keys(sync::state_store& store, timeline& line)
{
    std::vector<sync::link_id> ids;
    for (const auto& entry : line.entries)
        if (entry.link != 0) ids.push_back(entry.link);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    const auto links = store.find_links(line.names.sync, ids);
    if (!links) return failure::of_state(links.error());
    for (const auto& link : *links)
        if (link) line.keys.emplace(link->id, link->key);
    return boost::system::in_place_value;
}

outcome_of<timeline> look(person_view& view, const history_list_command& wanted)
{
    timeline line;
    line.names = view.names;
    sync::history_query query;
    query.limit = wanted.limit;
    if (!wanted.key.empty()) query.key = wanted.key;
    if (!wanted.member.empty()) {
        auto member = view.member(wanted.member);
        if (!member) return member.error();
        query.owner = member->id;
    }
    auto entries = view.control.history(query);
    if (!entries) return of_control(entries.error());
    line.entries = std::move(*entries);
    auto members = view.member_names();
    if (!members) return members.error();
    line.members = std::move(*members);
    auto& store = *view.opened.state.store;
    const auto names = store.fact(line.names.sync, sync::field_names_fact);
    if (!names) return failure::of_state(names.error());
    line.fields = sync::field_names::extend(names->value_or(""), {});
    if (auto added = add_keys(store, line); !added) return added.error();
    return line;
}

/// Before and after of an entry, as the engine reports a crossing.
sync::crossing as_crossing(const timeline& line, const sync::history_entry& entry)
{
    sync::crossing what;
    what.at = entry.at;
    what.target = entry.target;
    what.action = entry.action;
    what.result = entry.result;
    what.link = entry.link;
    what.owner = entry.owner;
    what.reason = entry.reason;
    if (const auto found = line.members.find(entry.owner); found != line.members.end())
        what.owner_name = found->second;
    if (const auto found = line.keys.find(entry.link); found != line.keys.end())
        what.key = found->second;
    if (what.key.of(host::other(entry.target)).empty())
        what.key.of(host::other(entry.target)) = entry.source_key;
    const auto before = field_texts(entry.before, line.fields);
    const auto value_before = [&](const std::string& name) -> std::optional<std::string> {
        for (const auto& [field, value] : before)
            if (field == name) return value;
        return std::nullopt;
    };
    for (auto& [field, value] : field_texts(entry.after, line.fields))
        what.fields.push_back({field, {}, value_before(field), std::move(value)});
    if (what.fields.empty()) // a delete: what was there
        for (const auto& [field, value] : before)
            what.fields.push_back({field, {}, value, {}});
    for (auto& [field, value] : field_texts(entry.lost, line.fields))
        what.lost.push_back({field, {}, std::move(value), {}});
    return what;
}

std::string shown(const std::optional<std::string>& value)
{
    if (!value || value->empty()) return "—";
    return shortened(printable(*value), longest_value);
}

tint look_of(sync::outcome result)
{
    switch (result) {
    case sync::outcome::failed:
        return tint::bad;
    case sync::outcome::held:
    case sync::outcome::conflict:
        return tint::warning;
    case sync::outcome::no_op:
        return tint::dim;
    case sync::outcome::applied:
        break;
    }
    return tint::good;
}

void print(const setup& base, const timeline& line)
{
    const palette paint(base.out.out().colored);
    const auto now = now_us();
    if (line.entries.empty()) base.out.line("nothing happened yet that is kept");
    for (const auto& entry : line.entries) {
        const auto what = as_crossing(line, entry);
        base.out.line(fmt::format(
            "{}  {}  {}  {}  {}{}{}", paint(tint::dim, padded_left(std::to_string(entry.id), 6)),
            paint(tint::dim, local_time(entry.at, now)), direction(entry.target, line.names),
            past_tense(entry.action), paint(look_of(entry.result), to_string(entry.result)),
            what.owner_name.empty() ? "" : "  " + printable(what.owner_name),
            paint(tint::dim,
                  fmt::format("  {} {}", printable(what.key.left), printable(what.key.right)))));
        for (const auto& field : what.fields)
            base.out.line(fmt::format("          {}: {} → {}", printable(field.field),
                                      shown(field.before), shown(field.after)));
        for (const auto& lost : what.lost)
            base.out.line("          " +
                          paint(tint::warning,
                                fmt::format("{} lost: {}  (dovetail history "
                                            "restore {})",
                                            printable(lost.field), shown(lost.before), entry.id)));
        if (sync::is_lost_deletion(entry))
            base.out.line("          " +
                          paint(tint::warning, fmt::format("the deletion lost  (dovetail history "
                                                           "restore {})",
                                                           entry.id)));
        if (!entry.reason.empty()) base.out.line("          " + printable(entry.reason));
    }
}

json::object to_json(const timeline& line)
{
    json::array entries;
    for (const auto& entry : line.entries) {
        json::object one{{"id", entry.id}};
        const auto what = json_crossing(as_crossing(line, entry), line.names);
        for (const auto& member : what)
            one[member.key()] = member.value();
        one["restorable"] = !entry.lost.empty() || sync::is_lost_deletion(entry);
        entries.push_back(std::move(one));
    }
    return {{"sync", line.names.sync}, {"entries", std::move(entries)}};
}

} // namespace

outcome_of<exit_code> execute(const history_list_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::read);
    if (!view) return view.error();
    const auto line = look(*view, wanted);
    if (!line) return line.error();
    if (wanted.json)
        base.out.line(json_document(to_json(*line)));
    else
        print(base, *line);
    return exit_code::done;
}

outcome_of<exit_code> execute(const history_restore_command& wanted, const setup& base)
{
    auto view = person_view::open(base, wanted.sync, state_access::by_person);
    if (!view) return view.error();
    const auto restored = view->control.restore(wanted.entry);
    if (!restored) return of_control(restored.error());
    if (wanted.json)
        base.out.line(json_document(json::object{{"restored", wanted.entry}}));
    else
        base.out.line(
            fmt::format("entry {}: the value that lost is written in the next pass", wanted.entry));
    return exit_code::done;
}

} // namespace dovetail::app
