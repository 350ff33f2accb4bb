// SPDX-License-Identifier: Apache-2.0
// commit: change sets, one transaction each, repeated under their id while in doubt.
#include "context.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace dovetail::sync {

namespace {

namespace asio = boost::asio;

/// How often a commit in doubt is repeated; the store has waited by itself before each answer.
constexpr int commit_attempts = 4;
constexpr std::chrono::milliseconds commit_pause{100};

host::error lost_lease()
{
    return failure(host::error_class::conflict, "fence_lost",
                   "another worker took this sync over; this one stops working on it");
}

void attach_cursors(context& pass, change_set& changes)
{
    for (const side where : {side::left, side::right}) {
        auto& safe = pass.safe.of(where);
        const auto& stored = pass.stored.of(where);
        if (!safe || (stored && stored->bytes == safe->bytes)) continue;
        safe->stored_at = pass.now();
        changes.cursors.of(where) = safe;
    }
}

void remember_cursors(context& pass, const change_set& changes)
{
    for (const side where : {side::left, side::right})
        if (changes.cursors.of(where)) pass.stored.of(where) = changes.cursors.of(where);
}

/// The new links of a refused set, each with its history, as sets of their own.
std::vector<change_set> split_new_links(change_set& changes)
{
    std::vector<change_set> singles;
    for (std::size_t i = 0; i < changes.links.size(); ++i) {
        if (changes.links[i].id != 0) continue;
        change_set one;
        one.links.push_back(changes.links[i]);
        for (auto& entry : changes.history) {
            if (entry.link != -static_cast<link_id>(i + 1)) continue;
            one.history.push_back(entry);
            one.history.back().link = -1;
        }
        singles.push_back(std::move(one));
    }
    std::erase_if(changes.history, [](const history_entry& entry) { return entry.link < 0; });
    std::erase_if(changes.links, [](const link& known) { return known.id == 0; });
    return singles;
}

void take_ids(const std::vector<work_ref>& new_links, const std::vector<link_id>& ids)
{
    std::size_t next = 0;
    for (const auto& on : new_links)
        if (on && on->known.id == 0 && next < ids.size()) on->known.id = ids[next++];
}

/// Whether the state knows the source of a new link already.
awaitable<result<bool>> source_is_linked(context& pass, const work& on, side source)
{
    const std::string& key = on.known.key.of(source);
    const auto call = [&pass, &key, source] {
        const std::string_view one[] = {key};
        return pass.have.stored.store->find_links(pass.name(), source, one);
    };
    const auto found = co_await on_state(pass, call);
    if (!found) co_return found.error();
    co_return !found->empty() && found->front().has_value();
}

/// A new link that the state refuses. Its source is linked: then nothing is to be done. Its twin
/// is: what the key once created belongs to another task by now (its source was deleted and taken
/// back by a user), so a twin of the next generation is made. Or both exist: a person must look.
step refused_link(context& pass, change_set& changes, const work_ref& on)
{
    const side source = on->present(side::left) ? side::left : side::right;
    const auto linked = co_await source_is_linked(pass, *on, source);
    if (!linked) co_return linked.error();
    if (*linked) co_return result<void>{};
    if (!on->adopt && !on->recovered && on->rounds < tuning::conflict_rounds) {
        on->known.key.of(host::other(source)).clear();
        ++on->known.generation;
        on->known.base = {};
        again(pass, on);
        co_return result<void>{};
    }
    hold(pass, changes, *on, source, outcome::failed,
         failure(host::error_class::conflict, "already_linked",
                 "its twin belongs to another task already; delete one of the two"),
         std::nullopt);
    co_return result<void>{};
}

/// A key that another link has already: that one new link is dealt with, the rest is stored.
step store_one_by_one(context& pass, change_set& changes, const std::vector<work_ref>& new_links)
{
    std::vector<work_ref> owners;
    for (const auto& on : new_links)
        if (on && on->known.id == 0) owners.push_back(on);
    auto singles = split_new_links(changes);
    for (std::size_t i = 0; i < singles.size(); ++i) {
        const auto stored = co_await commit(pass, singles[i]);
        if (!stored) co_return stored.error();
        if (stored->outcome != commit_result::conflict)
            take_ids({owners[i]}, stored->links);
        else if (auto done = co_await refused_link(pass, changes, owners[i]); !done)
            co_return done.error();
    }
    const auto rest = co_await commit(pass, changes);
    if (!rest) co_return rest.error();
    if (rest->outcome == commit_result::conflict)
        co_return failure(host::error_class::bug, "state_conflict",
                          "the state refuses a change that it should take");
    co_return result<void>{};
}

} // namespace

bool empty(const change_set& changes)
{
    return changes.members.empty() && changes.links.empty() && changes.links_removed.empty() &&
           changes.intents.empty() && changes.intents_done.empty() &&
           changes.intents_sent.empty() && changes.problems.empty() &&
           changes.problems_solved.empty() && changes.history.empty() && !changes.cursors.left &&
           !changes.cursors.right && changes.lease == lease_action::keep;
}

awaitable<result<committed>> commit(context& pass, change_set& changes)
{
    changes.commit_id = std::to_string(pass.held.epoch) + "/" + std::to_string(++pass.kept.commits);
    attach_cursors(pass, changes);
    asio::steady_timer pause(co_await asio::this_coro::executor);
    for (int attempt = 1;; ++attempt) {
        const auto call = [&pass, &changes] {
            return pass.have.stored.store->commit(pass.held, changes);
        };
        auto done = co_await on_state(pass, call);
        if (done) {
            if (done->outcome == commit_result::fence_lost) {
                pass.kept.lease_lost = true;
                co_return lost_lease();
            }
            if (done->outcome != commit_result::conflict) {
                ++pass.report.counts.commits;
                remember_cursors(pass, changes);
            }
            co_return done;
        }
        const bool again = done.error().kind == host::error_class::retryable;
        if (!again || attempt == commit_attempts) co_return done;
        pause.expires_after(commit_pause * attempt);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

step store(context& pass, change_set changes, const std::vector<work_ref>& new_links)
{
    if (pass.plan || empty(changes)) co_return result<void>{};
    const auto done = co_await commit(pass, changes);
    if (!done) co_return done.error();
    if (done->outcome == commit_result::conflict)
        co_return co_await store_one_by_one(pass, changes, new_links);
    take_ids(new_links, done->links);
    co_return result<void>{};
}

step store_cursors(context& pass)
{
    if (pass.plan) co_return result<void>{};
    change_set changes;
    attach_cursors(pass, changes);
    co_return co_await store(pass, std::move(changes));
}

std::chrono::milliseconds backoff(std::uint32_t attempts, std::chrono::milliseconds at_least)
{
    std::chrono::milliseconds wait = tuning::first_retry;
    for (std::uint32_t i = 1; i < attempts && wait < tuning::retry_cap; ++i)
        wait *= 2;
    return std::max(at_least, std::min<std::chrono::milliseconds>(wait, tuning::retry_cap));
}

namespace {

problem_key key_of(const work& on, side source)
{
    if (on.restore) return {on.restore->where, on.restore->problem_key};
    if (!on.known.key.of(source).empty()) return {source, on.known.key.of(source)};
    return {host::other(source), on.known.key.of(host::other(source))};
}

/// A new reason is a line of the timeline; the same one again is not.
void add_history(change_set& out, const work& on, const problem& stuck)
{
    history_entry entry;
    entry.at = stuck.last_at;
    entry.link = on.known.id;
    entry.owner = on.known.owner;
    entry.target = host::other(stuck.source);
    entry.action = on.known.id == 0 ? write_action::create : write_action::update;
    entry.result = stuck.kind;
    entry.source_key = stuck.source_key;
    if (on.restore) { // a wish is filed under the side where it is to be written
        entry.target = stuck.source;
        entry.source_key = on.known.key.of(stuck.source);
    }
    entry.reason = stuck.reason;
    out.history.push_back(std::move(entry));
}

} // namespace

void hold(context& pass, change_set& out, work& on, side source, outcome kind,
          const host::error& why, std::optional<std::chrono::milliseconds> at_least)
{
    const problem_key at = key_of(on, source);
    on.stuck = true;
    std::erase(out.problems_solved, std::pair(at.where, at.key));
    problem stuck;
    if (const auto known = pass.problems.find(at); known != pass.problems.end())
        stuck = known->second;
    const bool same = stuck.code == why.code;
    stuck.kind = kind;
    stuck.source = at.where;
    stuck.source_key = at.key;
    stuck.link = on.known.id;
    stuck.owner = on.known.owner;
    stuck.code = why.code;
    stuck.reason = why.message;
    stuck.server_text = why.server_text;
    stuck.attempts = same ? stuck.attempts + 1 : 1;
    stuck.last_at = pass.now();
    for (const side where : {side::left, side::right})
        if (on.seen.of(where)) stuck.shown.of(where) = on.seen.of(where)->fingerprint();
    if (!same) stuck.first_at = stuck.last_at;
    if (!same) stuck.confirmed = false;
    stuck.next_try_at = 0;
    if (at_least) {
        const std::chrono::microseconds wait = backoff(stuck.attempts, *at_least);
        stuck.next_try_at = stuck.last_at + wait.count();
    }
    out.problems.push_back(stuck);
    if (!same) add_history(out, on, stuck);
    count(pass.report.counts, kind);
    tell_held(pass, on, on.restore ? host::other(at.where) : at.where, kind, why.code, why.message);
    if (on.known.id != 0 && !on.restore) pass.troubled[on.known.id] = at;
    pass.problems[at] = std::move(stuck);
}

void solve(context& pass, change_set& out, const work& on)
{
    if (pass.problems.empty() || on.stuck) return;
    std::vector<problem_key> solved;
    for (const side where : {side::left, side::right})
        if (!on.known.key.of(where).empty()) solved.push_back({where, on.known.key.of(where)});
    if (const auto known = pass.troubled.find(on.known.id); known != pass.troubled.end()) {
        solved.push_back(known->second);
        pass.troubled.erase(known);
    }
    for (const auto& at : solved) {
        if (pass.problems.erase(at) == 0) continue;
        out.problems_solved.emplace_back(at.where, at.key);
    }
}

} // namespace dovetail::sync
