// SPDX-License-Identifier: Apache-2.0
#include "facts.hpp"
#include "members.hpp"

#include <dovetail/sync/control.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace dovetail::sync {

namespace {

bool answers_to(const member& who, std::string_view name)
{
    return who.name == name || who.user.left == name || who.user.right == name;
}

} // namespace

control::control(state stored, std::string sync, policy rules, const clock& time)
    : stored_(std::move(stored)), sync_(std::move(sync)), rules_(std::move(rules)), time_(time)
{
}

result<void> control::commit(change_set& changes)
{
    const auto done = stored_.store->commit_by_person(sync_, changes);
    if (!done) return done.error();
    if (done->outcome == commit_result::conflict)
        return wrong("state_conflict", "somebody else changed the same thing: try again");
    return {};
}

result<std::vector<member>> control::members()
{
    return stored_.store->members(sync_);
}

result<member> control::find_member(std::string_view who)
{
    const auto all = members();
    if (!all) return all.error();
    for (const auto& one : *all)
        if (answers_to(one, who)) return one;
    return wrong("no_such_member", "no member \"" + std::string(who) + "\" in sync \"" + sync_ +
                                       "\": see the list of members");
}

result<member> control::enable(const enabling& who)
{
    if (who.user.left.empty() || who.user.right.empty())
        return wrong("no_such_user", "a member needs a user on both sides");
    const auto all = members();
    if (!all) return all.error();
    member now;
    for (const auto& one : *all)
        if (one.user.left == who.user.left || one.user.right == who.user.right) now = one;
    now.user = who.user;
    if (!who.name.empty()) now.name = who.name;
    if (!who.time_zone.empty()) now.time_zone = who.time_zone;
    if (!now.enabled) now.enabled_at = time_.now();
    now.enabled = true;
    ++now.enablings;
    now.catch_up = true;
    now.found = 0;
    now.done = 0;
    change_set changes;
    changes.members.push_back(now);
    if (auto done = commit(changes); !done) return done.error();
    if (auto told = members_changed(); !told) return told.error();
    return find_member(now.user.left);
}

result<member> control::disable(std::string_view who)
{
    auto found = find_member(who);
    if (!found) return found;
    if (!found->enabled) return found;
    found->enabled = false;
    found->catch_up = false;
    found->disabled_at = time_.now();
    change_set changes;
    changes.members.push_back(*found);
    if (auto done = commit(changes); !done) return done.error();
    if (auto told = members_changed(); !told) return told.error();
    return found;
}

/// A running pass reads this fact between batches (E6). After the commit: what it then reads is
/// the new state.
result<void> control::members_changed()
{
    const auto before = stored_.store->fact(sync_, members_fact);
    if (!before) return before.error();
    std::uint64_t number = 0;
    const std::string text = before->value_or("0");
    std::from_chars(text.data(), text.data() + text.size(), number);
    return stored_.store->set_fact(sync_, members_fact, std::to_string(number + 1));
}

result<sync_status> control::status()
{
    sync_status now;
    const auto counts = stored_.store->counts(sync_);
    if (!counts) return counts.error();
    now.counts = *counts;
    const auto all = members();
    if (!all) return all.error();
    now.members = all->size();
    for (const auto& one : *all) {
        now.enabled += one.enabled ? 1 : 0;
        now.catching_up += one.enabled && one.catch_up ? 1 : 0;
    }
    const auto cursors = stored_.store->cursors(sync_);
    if (!cursors) return cursors.error();
    for (const side where : {side::left, side::right})
        if (cursors->of(where)) now.cursor_at.of(where) = cursors->of(where)->stored_at;
    if (auto done = add_mass_deletes(now); !done) return done.error();
    if (auto done = add_facts(now); !done) return done.error();
    return now;
}

result<void> control::add_mass_deletes(sync_status& to)
{
    if (to.counts.held == 0) return {};
    problem_query all;
    for (;;) {
        const auto some = stored_.store->problems(sync_, all);
        if (!some) return some.error();
        for (const auto& one : *some) {
            all.after_id = std::max(all.after_id, one.id);
            if (one.code == mass_delete_code && !one.confirmed) ++to.mass_deletes;
        }
        if (some->size() < all.limit) return {};
    }
}

result<void> control::add_facts(sync_status& to)
{
    const auto paused = stored_.store->fact(sync_, paused_fact);
    if (!paused) return paused.error();
    if (const std::string text = paused->value_or(""); !text.empty()) {
        const auto end = text.find('\n');
        to.paused_code = text.substr(0, end);
        if (end != std::string::npos) to.paused_reason = text.substr(end + 1);
    }
    const auto last = stored_.store->fact(sync_, last_pass_fact);
    if (!last) return last.error();
    if (const std::string text = last->value_or(""); !text.empty()) {
        const auto end = text.find('\n');
        std::from_chars(text.data(), text.data() + std::min(end, text.size()), to.last_pass_at);
        if (end != std::string::npos) to.last_pass = text.substr(end + 1);
    }
    return {};
}

result<std::vector<history_entry>> control::history(const history_query& query)
{
    return stored_.store->history(sync_, query);
}

result<void> control::restore(std::int64_t history_id)
{
    history_query which;
    which.id = history_id;
    const auto found = stored_.store->history(sync_, which);
    if (!found) return found.error();
    if (found->empty())
        return wrong("no_such_entry", "no history entry " + std::to_string(history_id));
    const history_entry& entry = found->front();
    if (entry.lost.empty() && !is_lost_deletion(entry))
        return wrong("nothing_to_restore",
                     "entry " + std::to_string(history_id) + " has no value that lost");
    problem wish = due_wish(entry.target, std::string(restore_prefix) + std::to_string(history_id));
    wish.link = entry.link;
    wish.owner = entry.owner;
    wish.code = "restore";
    wish.reason = "what lost in entry " + std::to_string(history_id) + " is to be restored";
    change_set changes;
    changes.problems.push_back(std::move(wish));
    return commit(changes);
}

/// The engine sees to it in its next pass, and again until it is done.
problem control::due_wish(side where, std::string key) const
{
    problem wish;
    wish.kind = outcome::held;
    wish.source = where;
    wish.source_key = std::move(key);
    wish.first_at = time_.now();
    wish.last_at = wish.first_at;
    wish.next_try_at = wish.first_at;
    return wish;
}

result<std::vector<problem>> control::problems(const problem_query& query)
{
    return stored_.store->problems(sync_, query);
}

result<std::size_t> control::retry_where(const problem_query& query, bool confirm,
                                         std::string_view only_code)
{
    std::size_t changed = 0;
    problem_query all = query;
    for (;;) {
        const auto some = stored_.store->problems(sync_, all);
        if (!some) return some.error();
        change_set changes;
        for (auto one : *some) {
            all.after_id = std::max(all.after_id, one.id);
            if (!only_code.empty() && one.code != only_code) continue;
            one.next_try_at = time_.now();
            one.dismissed = false;
            one.confirmed = one.confirmed || confirm;
            changes.problems.push_back(std::move(one));
        }
        changed += changes.problems.size();
        if (!changes.problems.empty())
            if (auto done = commit(changes); !done) return done.error();
        if (some->size() < all.limit) return changed;
    }
}

result<void> control::retry(problem_id which)
{
    problem_query query;
    query.id = which;
    query.with_dismissed = true;
    const auto changed = retry_where(query, false, {});
    if (!changed) return changed.error();
    if (*changed == 0) return wrong("no_such_problem", "no held task " + std::to_string(which));
    return {};
}

result<std::size_t> control::retry_all()
{
    return retry_where({}, false, {});
}

result<std::size_t> control::confirm_mass_delete()
{
    return retry_where({}, true, mass_delete_code);
}

result<void> control::dismiss(problem_id which)
{
    problem_query query;
    query.id = which;
    query.with_dismissed = true;
    const auto found = stored_.store->problems(sync_, query);
    if (!found) return found.error();
    if (found->empty()) return wrong("no_such_problem", "no held task " + std::to_string(which));
    change_set changes;
    changes.problems.push_back(found->front());
    changes.problems.back().dismissed = true;
    changes.problems.back().next_try_at = 0;
    return commit(changes);
}

} // namespace dovetail::sync
