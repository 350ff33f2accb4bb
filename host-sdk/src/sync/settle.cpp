// SPDX-License-Identifier: Apache-2.0
// settle: everything that was buffered is decided with both sides in view, then written.
#include "doubt.hpp"
#include "keys.hpp"
#include "outbox.hpp"
#include "recovered.hpp"
#include "wishes.hpp"

#include <span>

namespace dovetail::sync {

namespace {

struct decided
{
    work_ref on;
    decision what;
};

class settler
{
public:
    settler(context& pass, bool last) : pass_(pass), last_(last) {}

    step run(std::vector<work_ref> works)
    {
        pending_ = std::move(works);
        if (auto done = co_await read_wanted(); !done) co_return done.error();
        // Each round reads what a decision asked for; a side is asked for once, so it ends.
        while (!pending_.empty()) {
            decide_pending();
            if (auto done = co_await read_missing(); !done) co_return done.error();
        }
        for (auto& one : decided_)
            act(one);
        brake(pass_, operations_, at_once_);
        if (auto done = co_await store(pass_, std::move(at_once_), new_links_); !done)
            co_return done.error();
        if (auto done = co_await carry_out(pass_, std::move(operations_)); !done)
            co_return done.error();
        co_return co_await pass_.writes->drain();
    }

private:
    /// Works whose sides must both be seen before anything is decided about them.
    step read_wanted()
    {
        both<std::vector<work_ref>> missing;
        for (const auto& on : pending_)
            for (const side where : {side::left, side::right})
                if (on->look && !on->asked.of(where) &&
                    !(on->seen.of(where) && on->seen.of(where)->fresh))
                    missing.of(where).push_back(on);
        co_return co_await read(std::move(missing));
    }

    step read(both<std::vector<work_ref>> missing)
    {
        for (const side where : {side::left, side::right})
            if (auto done = co_await look_up(pass_, where, std::move(missing.of(where))); !done)
                co_return done.error();
        co_return result<void>{};
    }

    void decide_pending()
    {
        std::vector<work_ref> now;
        now.swap(pending_);
        for (const auto& on : now) {
            decision what = decide(*on);
            if (what.what == verdict::look)
                missing_.of(what.target).push_back(on);
            else if (what.what == verdict::probe)
                unclear_.push_back(on);
            else
                decided_.push_back({on, std::move(what)});
        }
    }

    step read_missing()
    {
        for (const side where : {side::left, side::right})
            pending_.insert(pending_.end(), missing_.of(where).begin(), missing_.of(where).end());
        pending_.insert(pending_.end(), unclear_.begin(), unclear_.end());
        if (auto done = probe(pass_, unclear_); !done) co_return done.error();
        unclear_.clear();
        both<std::vector<work_ref>> missing = std::move(missing_);
        missing_ = {};
        co_return co_await read(std::move(missing));
    }

    owner_now owner_of(const work& on) const
    {
        if (!pass_.rules().owner_flow) return owner_now::same;
        const side where = *pass_.rules().owner_flow;
        if (!on.present(where) || on.seen.of(where)->owner.empty()) return owner_now::same;
        const member* known = pass_.members().find(on.known.owner);
        const std::string& owner = on.seen.of(where)->owner;
        if (known && known->user.of(where) == owner) return owner_now::same;
        const member* now = pass_.members().find(where, owner);
        return now && now->enabled ? owner_now::moved : owner_now::unsynced;
    }

    bool may_cross(const work& on, owner_now owner) const
    {
        if (owner == owner_now::unsynced) return false;
        if (owner == owner_now::same && !pass_.members().enabled(on.known.owner)) return false;
        for (const side where : {side::left, side::right})
            if (on.present(where) && on.seen.of(where)->eligible) return true;
        return false;
    }

    decision decide(work& on)
    {
        const owner_now owner = owner_of(on);
        const bool is_new = on.known.id == 0 && !on.adopt && !on.recovered;
        if (is_new && !on.created) return decide_new(on, owner);
        if (on.created && !on.recovered) {
            if (decision what; !recovered(pass_, on, what)) return what;
        }
        const bool both_there =
            on.seen.left && on.seen.right && on.present(side::left) && on.present(side::right);
        if (on.adopt && !both_there) return {}; // no base: nothing is known about it (law 5)
        if (!pass_.members().enabled(on.known.owner) && owner != owner_now::moved) return {};
        merge_input in{on.known};
        for (const side where : {side::left, side::right}) {
            if (on.seen.of(where)) in.seen.of(where) = &*on.seen.of(where);
            if (on.probed) in.expected.of(where) = &on.expected.of(where);
        }
        in.asked = on.asked;
        in.owner = owner;
        in.adopt = on.adopt;
        in.in_scope = may_cross(on, owner);
        decision what = merge(pass_.fields(), pass_.rules(), in);
        if (what.what == verdict::write) keep_taken_back(pass_, on, what);
        if (what.what == verdict::nothing && on.known.id == 0) what.what = verdict::settle;
        return what;
    }

    /// A create that has to be decided anew: there is no twin, so it is created or dropped.
    decision decide_new(const work& on, owner_now owner) const
    {
        decision what;
        for (const side where : {side::left, side::right}) {
            if (!on.present(where)) continue;
            if (!on.seen.of(where)->held.empty()) {
                what.what = verdict::wait;
                what.code = on.seen.of(where)->held_field + "_held";
                what.reason = on.seen.of(where)->held;
            } else if (may_cross(on, owner)) {
                what.what = verdict::recreate;
                what.target = host::other(where);
            }
        }
        return what;
    }

    void act(decided& one)
    {
        const work_ref& on = one.on;
        // Deletes are counted over the whole pass before the first one is sent (C8).
        const bool removes = one.what.what == verdict::remove || one.what.what == verdict::release;
        if (removes && !last_) return put_back(on);
        if (one.what.what != verdict::nothing && one.what.what != verdict::settle &&
            on->rounds > tuning::conflict_rounds)
            return give_up(*on);
        if (on->restore) return act_on_restore(one);
        switch (one.what.what) {
        case verdict::wait:
            return wait(*on, one.what);
        case verdict::recreate:
            return recreate(on, one.what);
        case verdict::remove:
            return remove(on, one.what);
        case verdict::release:
            operations_.push_back(plan_remove(pass_, on, one.what));
            return;
        case verdict::forget:
            return close(on, link_state::deleted, one.what);
        case verdict::detach:
            return close(on, link_state::released, one.what);
        case verdict::settle:
        case verdict::write:
            return move_and_write(on, one.what);
        default:
            return unchanged(*on);
        }
    }

    void put_back(const work_ref& on)
    {
        pass_.works.push_back(on);
        if (on->known.id != 0) pass_.by_link[on->known.id] = on;
        ++pass_.buffered.left;
        ++pass_.buffered.right;
    }

    void give_up(work& on)
    {
        hold(pass_, at_once_, on, source_of(on), outcome::held,
             failure(host::error_class::conflict, "conflict",
                     "it keeps changing while it is written, or cannot be found any more"),
             backoff(0, {}));
    }

    side source_of(const work& on) const
    {
        if (on.known.id == 0 && on.created) return host::other(on.created->target);
        return on.present(side::left) || on.known.key.right.empty() ? side::left : side::right;
    }

    void unchanged(const work& on)
    {
        ++pass_.report.counts.echoes;
        solve(pass_, at_once_, on);
        done_with(on);
    }

    void done_with(const work& on)
    {
        at_once_.intents_done.insert(at_once_.intents_done.end(), on.old_intents.begin(),
                                     on.old_intents.end());
    }

    void wait(work& on, const decision& what)
    {
        side source = side::left;
        for (const side where : {side::left, side::right})
            if (on.present(where) && !on.seen.of(where)->held.empty()) source = where;
        if (what.code == "late_commit") source = source_of(on);
        hold(pass_, at_once_, on, source, outcome::held,
             failure(host::error_class::retryable, what.code, what.reason),
             what.later ? std::optional<std::chrono::milliseconds>(backoff(0, {})) : std::nullopt);
        if (!what.later) return done_with(on);
        pass_.unsettled.insert({source, on.known.key.of(source)});
    }

    void recreate(const work_ref& on, const decision& what)
    {
        const side source = host::other(what.target);
        if (!on->present(source)) return unchanged(*on);
        if (owner_of(*on) == owner_now::moved)
            on->known.owner = pass_.members().find(source, on->seen.of(source)->owner)->id;
        operation op = plan_create(pass_, on, what.target);
        if (!what.reason.empty()) op.reason = what.reason;
        op.conflicted = what.contested; // a deletion lost (C5)
        operations_.push_back(std::move(op));
    }

    /// The tombstone is stored before anything is sent: it is the evidence (law 5).
    void remove(const work_ref& on, const decision& what)
    {
        link& known = on->known;
        const side source = host::other(what.target);
        if (known.state != link_state::waiting || known.deleted_at.of(source) == 0) {
            known.state = link_state::waiting;
            if (known.deleted_at.of(source) == 0) known.deleted_at.of(source) = pass_.now();
            push_link(on);
        }
        operations_.push_back(plan_remove(pass_, on, what));
    }

    void close(const work_ref& on, link_state state, const decision& what)
    {
        link& known = on->known;
        known.state = state;
        // Whether we or a user took the twin of an unsynced owner away cannot be told; it may
        // come back with its owner (C6).
        const bool released = state == link_state::released && owner_of(*on) == owner_now::unsynced;
        for (const side where : {side::left, side::right})
            if (!released && on->seen.of(where) && on->seen.of(where)->tombstone &&
                known.deleted_at.of(where) == 0)
                known.deleted_at.of(where) = pass_.now();
        push_link(on);
        no_op(on, what.reason.empty() ? "gone from both sides" : what.reason, write_action::remove);
    }

    void move_and_write(const work_ref& on, const decision& what)
    {
        link& known = on->known;
        for (const side where : {side::left, side::right}) {
            known.base.of(where) =
                pass_.fields().overlay(known.base.of(where), what.moved.of(where));
            if (!on->present(where)) continue;
            known.kept.of(where) = on->seen.of(where)->kept;
            // A record whose revision is known is not looked at again: not before its writes
            // are done (law 7).
            if (what.what == verdict::settle)
                known.revision.of(where) = on->seen.of(where)->revision;
        }
        if (what.revive) {
            known.state = link_state::live;
            known.deleted_at = {};
        }
        push_link(on);
        if (what.what == verdict::settle) {
            const bool moved = !what.moved.left.empty() || !what.moved.right.empty();
            if (moved || what.revive) return no_op(on, "both sides agree", write_action::update);
            return unchanged(*on);
        }
        for (const side target : {side::left, side::right}) {
            const bool owner = what.owner && pass_.rules().owner_flow == host::other(target);
            if (!what.write.of(target).empty() || owner)
                operations_.push_back(plan_update(pass_, on, target, what));
        }
    }

    void push_link(const work_ref& on)
    {
        at_once_.links.push_back(on->known);
        new_links_.resize(at_once_.links.size());
        new_links_.back() = on;
    }

    void no_op(const work_ref& on, const std::string& reason, write_action action)
    {
        count(pass_.report.counts, outcome::no_op);
        history_entry entry;
        entry.at = pass_.now();
        entry.link =
            on->known.id != 0 ? on->known.id : -static_cast<link_id>(at_once_.links.size());
        entry.owner = on->known.owner;
        entry.target = host::other(source_of(*on));
        entry.action = action;
        entry.result = outcome::no_op;
        entry.reason = reason;
        at_once_.history.push_back(std::move(entry));
        solve(pass_, at_once_, *on);
        done_with(*on);
    }

    /// What a person wants back is written to both sides, as if somebody had made that edit now.
    /// Real changes that are pending go first; the restore stays due.
    void act_on_restore(decided& one)
    {
        const work_ref on = one.on;
        const bool quiet = one.what.what == verdict::nothing || one.what.what == verdict::settle;
        const bool there = on->present(side::left) && on->present(side::right);
        if (!quiet || !there) {
            on->restore.reset();
            return act(one);
        }
        if (on->restore->what == wish::deletion) return delete_restored(on);
        move_and_write_restored(on, one.what);
    }

    /// Where its user deleted it; the other side follows as it follows any deletion.
    void delete_restored(const work_ref& on)
    {
        decision wanted;
        wanted.what = verdict::remove;
        wanted.target = on->restore->where;
        if (pass_.rules().read_only.of(wanted.target))
            return hold(pass_, at_once_, *on, wanted.target, outcome::failed,
                        failure(host::error_class::config, "read_only",
                                "that side is set to read-only: delete it in its own system"),
                        std::nullopt);
        wanted.reason = "restored from entry " + std::to_string(on->restore->history);
        operation op = plan_remove(pass_, on, wanted);
        op.restoring = true;
        operations_.push_back(std::move(op));
    }

    void move_and_write_restored(const work_ref& on, const decision& what)
    {
        bool writes = false;
        if (what.what == verdict::settle) move_and_write(on, what);
        for (const side target : {side::left, side::right}) {
            if (pass_.rules().read_only.of(target)) continue;
            if (pass_.fields().contains(on->seen.of(target)->fields, on->restore->values)) continue;
            decision wanted;
            wanted.write.of(target) = on->restore->values;
            wanted.contested = true;
            operation op = plan_update(pass_, on, target, wanted);
            op.restoring = true;
            op.reason = "restored from entry " + std::to_string(on->restore->history);
            operations_.push_back(std::move(op));
            writes = true;
        }
        if (writes) return;
        // Both sides have the values: this person's wish is fulfilled.
        fulfilled(at_once_, *on->restore);
    }

    context& pass_;
    bool last_;
    std::vector<work_ref> pending_;
    both<std::vector<work_ref>> missing_;
    std::vector<work_ref> unclear_;
    std::vector<decided> decided_;
    std::vector<operation> operations_;
    change_set at_once_;
    std::vector<work_ref> new_links_; ///< beside at_once_.links
};

} // namespace

step settle(context& pass, bool last)
{
    if (auto done = co_await pass.writes->drain(); !done) co_return done.error();
    // What an outcome puts back is decided in the next round; each work has a bound of its own.
    bool worked = true;
    while (worked && !pass.works.empty()) {
        std::vector<work_ref> works;
        works.swap(pass.works);
        pass.by_link.clear();
        pass.adopting.clear();
        for (const auto& on : works)
            for (const side where : {side::left, side::right})
                pass.unsettled.erase({where, on->known.key.of(where)});
        pass.buffered = {0, 0};
        pass.buffered_bytes = 0;
        const std::size_t before = works.size();
        settler one(pass, last);
        if (auto done = co_await one.run(std::move(works)); !done) co_return done.error();
        worked = last || pass.works.size() < before;
        if (pass.halt) co_return *pass.halt;
    }
    co_return result<void>{};
}

} // namespace dovetail::sync
