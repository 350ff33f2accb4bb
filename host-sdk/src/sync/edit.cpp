// SPDX-License-Identifier: Apache-2.0
// What a person writes into a task that waits (P3).
#include "facts.hpp"

#include <dovetail/sync/control.hpp>
#include <dovetail/sync/field_codec.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace dovetail::sync {

namespace {

/// How many links are looked at to learn which kind of value a field has.
constexpr std::size_t links_to_learn_from = 500;

/// What kind of value each field has, as far as linked tasks show it.
using kinds = std::map<std::string, std::uint32_t, std::less<>>;

result<kinds> learn_kinds(state_store& store, const std::string& sync, const field_names& names)
{
    const auto links = store.links(sync, 0, links_to_learn_from);
    if (!links) return links.error();
    kinds known;
    for (const link& one : *links)
        for (const side where : {side::left, side::right}) {
            field_reader reader(one.base.of(where), names);
            dovetail_field field{};
            while (reader.next(field))
                if (field.value.kind != DOVETAIL_NULL)
                    known.emplace(std::string(field.name.data, field.name.size), field.value.kind);
        }
    return known;
}

/// YYYY-MM-DD as days since 1970-01-01.
std::optional<std::int64_t> to_day(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    std::array<int, 3> parts{};
    constexpr std::array<std::pair<std::size_t, std::size_t>, 3> places{{{0, 4}, {5, 2}, {8, 2}}};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = text.substr(places[i].first, places[i].second);
        const auto read = std::from_chars(part.data(), part.data() + part.size(), parts[i]);
        if (read.ec != std::errc{} || read.ptr != part.data() + part.size()) return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                           std::chrono::month{static_cast<unsigned>(parts[1])},
                                           std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

/// A text as a value of a kind; empty: null. It points into `text`.
result<dovetail_value> to_value(std::string_view field, const std::string& text, std::uint32_t kind)
{
    dovetail_value value{};
    if (text.empty()) return value;
    const auto bad = [&](std::string_view form) {
        return wrong("bad_value", std::string(field) + " must be " + std::string(form) +
                                      ", not \"" + text + '"');
    };
    value.kind = kind;
    switch (kind) {
    case DOVETAIL_TEXT:
        value.text = host::to_abi(text);
        return value;
    case DOVETAIL_BOOL:
        value.number = text == "yes" || text == "true" ? 1 : 0;
        if (value.number == 0 && text != "no" && text != "false") return bad("yes or no");
        return value;
    case DOVETAIL_DATE: {
        const auto day = to_day(text);
        if (!day) return bad("a date such as 2026-01-31");
        value.number = *day;
        return value;
    }
    case DOVETAIL_INT: {
        const auto* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, value.number);
        if (read.ec != std::errc{} || read.ptr != end) return bad("a whole number");
        return value;
    }
    default:
        return wrong("bad_value", std::string(field) + " cannot be edited here; edit it in the "
                                                       "system the task comes from");
    }
}

/// The values to be written, for the engine and for people.
history_entry entry_of(const problem& stuck, const std::string& key, field_bytes values,
                       instant_us now)
{
    history_entry entry;
    entry.at = now;
    entry.link = stuck.link;
    entry.owner = stuck.owner;
    entry.target = stuck.source;
    entry.result = outcome::held;
    entry.source_key = key;
    entry.reason = "edited by a person; it is written in the next pass";
    entry.after = std::move(values);
    return entry;
}

std::string listed(const field_names& names)
{
    std::string all;
    for (std::size_t i = 0; i < names.size(); ++i)
        all += (i == 0 ? "" : ", ") + std::string(names.name(i));
    return all;
}

} // namespace

result<field_bytes> control::encode_edit(const std::vector<field_text>& values)
{
    const auto stored = stored_.store->fact(sync_, field_names_fact);
    if (!stored) return stored.error();
    const field_names names = field_names::extend(stored->value_or(""), {});
    const auto known = learn_kinds(*stored_.store, sync_, names);
    if (!known) return known.error();
    std::vector<dovetail_field> fields;
    for (const auto& [name, text] : values) {
        if (!names.index(name))
            return wrong("no_such_field",
                         "no field is called \"" + name + "\"; valid are: " + listed(names));
        // Nothing shows the kind: what is written as a date is one.
        std::uint32_t kind = to_day(text) ? DOVETAIL_DATE : DOVETAIL_TEXT;
        if (const auto shown = known->find(name); shown != known->end()) kind = shown->second;
        const auto value = to_value(name, text, kind);
        if (!value) return value.error();
        fields.push_back({host::to_abi(name), *value});
    }
    return encode_fields(fields, names);
}

/// A problem that is there already; no value: there is none.
result<std::optional<problem>> control::find_problem(side where, std::string_view key)
{
    problem_query all;
    all.with_dismissed = true;
    for (;;) {
        auto some = stored_.store->problems(sync_, all);
        if (!some) return some.error();
        for (auto& one : *some) {
            all.after_id = std::max(all.after_id, one.id);
            if (one.source == where && one.source_key == key) return std::optional(std::move(one));
        }
        if (some->size() < all.limit) return std::optional<problem>();
    }
}

/// Together with what an earlier edit, that is not written yet, was to write.
result<field_bytes> control::with_earlier_edit(side where, std::string_view key, field_bytes values)
{
    const auto earlier = find_problem(where, std::string(edit_prefix) + std::string(key));
    if (!earlier) return earlier.error();
    if (!*earlier || (*earlier)->dismissed) return values;
    history_query query;
    query.key = std::string(key);
    query.result = outcome::held;
    const auto entries = stored_.store->history(sync_, query);
    if (!entries) return entries.error();
    const auto stored = stored_.store->fact(sync_, field_names_fact);
    if (!stored) return stored.error();
    const field_names names = field_names::extend(stored->value_or(""), {});
    for (const auto& one : *entries) {
        if (one.after.empty() || one.target != where) continue;
        std::vector<dovetail_field> now;
        decode_fields(values, names, now);
        return overlay_fields(one.after, now, names);
    }
    return values;
}

result<void> control::edit(problem_id which, const std::vector<field_text>& values)
{
    problem_query query;
    query.id = which;
    query.with_dismissed = true;
    const auto found = stored_.store->problems(sync_, query);
    if (!found) return found.error();
    if (found->empty()) return wrong("no_such_problem", "no held task " + std::to_string(which));
    const problem& stuck = found->front();
    const std::string key(record_key(stuck));
    if (key.empty() || values.empty() || stuck.code == mass_delete_code)
        return wrong("nothing_to_edit",
                     std::to_string(which) + " is no task whose fields can be edited");
    if (rules_.read_only.of(stuck.source))
        return wrong("read_only", "the task comes from a side that is set to read-only: edit it "
                                  "in that system");
    auto bytes = encode_edit(values);
    if (!bytes) return bytes.error();
    auto all = with_earlier_edit(stuck.source, key, std::move(*bytes));
    if (!all) return all.error();
    problem wish = due_wish(stuck.source, std::string(edit_prefix) + key);
    wish.link = stuck.link;
    wish.owner = stuck.owner;
    wish.code = "edit";
    wish.reason = "an edit by a person is to be written where the task comes from";
    change_set changes;
    changes.history.push_back(entry_of(stuck, key, std::move(*all), time_.now()));
    changes.problems.push_back(std::move(wish));
    return commit(changes);
}

wish_kind wish_of(const problem& stuck) noexcept
{
    if (stuck.source_key.starts_with(edit_prefix)) return wish_kind::edit;
    if (stuck.source_key.starts_with(restore_prefix)) return wish_kind::restore;
    return wish_kind::none;
}

std::string_view record_key(const problem& stuck) noexcept
{
    const std::string_view key = stuck.source_key;
    switch (wish_of(stuck)) {
    case wish_kind::edit:
        return key.substr(edit_prefix.size());
    case wish_kind::restore:
        return {};
    case wish_kind::none:
        break;
    }
    return key;
}

} // namespace dovetail::sync
