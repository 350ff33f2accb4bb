// SPDX-License-Identifier: Apache-2.0
// catch-up: what pressing Save starts (E2, E3, E5, E6), and the full re-sync after a lost cursor.
#include "context.hpp"

#include <algorithm>
#include <span>

namespace dovetail::sync {

namespace {

using keys = std::vector<std::string>;

/// P5: what is not essential waits until the server's budget allows it; what users do goes on. The
/// members stay marked, so a later pass takes it up again.
bool put_off(context& pass)
{
    pass.put_off = pass.put_off || pass.on(side::left).budget().short_of ||
                   pass.on(side::right).budget().short_of;
    return pass.put_off;
}

/// Ingests all pages of a fetch that is not the sync's own stream: it has no cursor to keep.
step drain(context& pass, side where, host::fetch_request request)
{
    if (put_off(pass)) co_return result<void>{};
    const auto stream = pass.on(where).fetch(std::move(request));
    for (;;) {
        if (put_off(pass)) co_return result<void>{};
        if (pass.stopped())
            co_return failure(host::error_class::retryable, std::string(stopped_code), "stopped");
        auto next = co_await stream->next();
        if (!next) co_return next.error();
        if (!*next) co_return result<void>{};
        ++pass.report.counts.pages.of(where);
        if (auto done = co_await ingest(pass, where, (*next)->batch, false); !done)
            co_return done.error();
        if (auto done = co_await keep_bounded(pass); !done) co_return done.error();
    }
}

/// Lookups of known links, fed through the same way as a page.
step read_keys(context& pass, side where, const keys& wanted, host::urgency priority)
{
    const std::size_t most =
        std::max<std::uint64_t>(1, pass.on(where).abilities().max_lookup_batch);
    for (std::size_t at = 0; at < wanted.size(); at += most) {
        std::vector<dovetail_lookup> lookups;
        for (const auto& key : std::span(wanted).subspan(at, std::min(most, wanted.size() - at))) {
            dovetail_lookup one{};
            one.struct_size = sizeof(one);
            one.key = host::to_abi(key);
            lookups.push_back(one);
        }
        auto read = co_await pass.on(where).lookup(lookups, priority);
        if (!read) co_return read.error();
        for (const auto& batch : *read)
            if (auto done = co_await ingest(pass, where, batch, true); !done)
                co_return done.error();
    }
    co_return result<void>{};
}

/// Tasks of these members that changed lately (E3). A side whose stream begins with this pass
/// shows them by itself.
step backfill(context& pass, side where, std::span<const member> who)
{
    if (pass.rules().first.of(where) != first_crossing::modified_recently) co_return result<void>{};
    for (std::size_t at = 0; at < who.size(); at += tuning::owners_per_fetch) {
        host::fetch_request request;
        request.priority = host::urgency::backfill;
        instant_us since = pass.now();
        for (const auto& one :
             who.subspan(at, std::min(tuning::owners_per_fetch, who.size() - at))) {
            request.owners.push_back(one.user.of(where));
            since = std::min(since, one.enabled_at);
        }
        request.modified_since_us = since - pass.rules().backfill_window.count();
        if (auto done = co_await drain(pass, where, std::move(request)); !done)
            co_return done.error();
    }
    co_return result<void>{};
}

/// E5: what was deleted while the box was not ticked, as far back as tombstones reach.
step read_tombstones(context& pass, side where, const member& who)
{
    const std::uint64_t horizon_ms = pass.on(where).abilities().tombstone_horizon_ms;
    if (horizon_ms == 0 || who.disabled_at == 0) co_return result<void>{};
    host::fetch_request request;
    request.priority = host::urgency::backfill;
    request.tombstones_only = true;
    request.owners.push_back(who.user.of(where));
    const std::chrono::microseconds horizon =
        std::chrono::milliseconds(static_cast<std::int64_t>(horizon_ms));
    request.modified_since_us = std::max(who.disabled_at, pass.now() - horizon.count());
    co_return co_await drain(pass, where, std::move(request));
}

step catch_up_returning(context& pass, const member& who)
{
    if (auto done = co_await read_tombstones(pass, side::left, who); !done) co_return done.error();
    // Beyond the horizon, and for edits on either side: each link is read by its keys.
    co_return co_await reexamine_links(pass, who.id, {true, true});
}

} // namespace

step reexamine_links(context& pass, member_id owner, both<bool> sides)
{
    link_id after = 0;
    // After a lost cursor nothing else tells what changed: that is no sweep.
    const auto priority = owner != 0 ? host::urgency::backfill : host::urgency::routine;
    for (;;) {
        if (owner != 0 && put_off(pass)) co_return result<void>{};
        if (pass.stopped())
            co_return failure(host::error_class::retryable, std::string(stopped_code), "stopped");
        const auto call = [&pass, owner, after] {
            auto& store = *pass.have.stored.store;
            return owner != 0 ? store.links_of(pass.name(), owner, after, tuning::links_per_step)
                              : store.links(pass.name(), after, tuning::links_per_step);
        };
        const auto some = co_await on_state(pass, call);
        if (!some) co_return some.error();
        if (some->empty()) co_return result<void>{};
        pass.found += some->size();
        for (const side where : {side::left, side::right}) {
            if (!sides.of(where)) continue;
            keys wanted;
            for (const auto& known : *some)
                if (known.state != link_state::deleted && !known.key.of(where).empty())
                    wanted.push_back(known.key.of(where));
            if (auto done = co_await read_keys(pass, where, wanted, priority); !done)
                co_return done.error();
        }
        if (auto done = co_await keep_bounded(pass); !done) co_return done.error();
        after = some->back().id;
        pass.done += some->size();
        tell_progress(pass, false);
    }
}

step catch_up(context& pass)
{
    for (const side where : {side::left, side::right}) {
        if (!pass.resync.of(where)) continue;
        both<bool> only{false, false};
        only.of(where) = true;
        if (auto done = co_await reexamine_links(pass, 0, only); !done) co_return done.error();
    }
    std::vector<member> waiting;
    for (const auto& who : pass.members().all())
        if (who.catch_up && who.enabled) waiting.push_back(who);
    for (const auto& who : waiting)
        pass.caught_up.insert(who.id);
    if (waiting.empty()) co_return result<void>{};
    pass.backfilling = true;
    for (const auto& who : waiting)
        if (who.enablings > 1)
            if (auto done = co_await catch_up_returning(pass, who); !done) co_return done.error();
    for (const side where : {side::left, side::right})
        if (pass.had_cursor.of(where))
            if (auto done = co_await backfill(pass, where, waiting); !done) co_return done.error();
    co_return result<void>{};
}

step finish_catch_up(context& pass)
{
    if (pass.put_off) co_return result<void>{};
    change_set changes;
    for (auto& who : pass.members().all()) {
        if (!who.enabled || !pass.caught_up.contains(who.id)) continue;
        who.catch_up = false;
        who.found = pass.found;
        who.done = pass.found;
        changes.members.push_back(who);
    }
    if (changes.members.empty()) co_return result<void>{};
    tell_progress(pass, true);
    co_return co_await store(pass, std::move(changes));
}

step reload_members(context& pass, bool always)
{
    auto& kept = pass.kept;
    if (!always && kept.members_loaded) {
        const auto version = [&pass] {
            return pass.have.stored.store->fact(pass.name(), members_fact);
        };
        const auto now = co_await on_state(pass, version);
        if (!now) co_return now.error();
        if (now->value_or("") == kept.members_version) co_return result<void>{};
        kept.members_version = now->value_or("");
    }
    const auto read = [&pass] { return pass.have.stored.store->members(pass.name()); };
    auto all = co_await on_state(pass, read);
    if (!all) co_return all.error();
    kept.members = member_index(std::move(*all));
    kept.members_loaded = true;
    co_return result<void>{};
}

} // namespace dovetail::sync
