// SPDX-License-Identifier: Apache-2.0
// What the answer to one write changes: links and bases, history, problems (law 6, P3).
#include "wishes.hpp"

namespace dovetail::sync {

namespace {

class concluder
{
public:
    concluder(context& pass, outcome_set& out, operation& op, const answer& got)
        : pass_(pass), out_(out), op_(op), got_(got), on_(*op.on), known_(op.on->known)
    {
    }

    void run()
    {
        // Not sent: its intent stays, and the next pass examines it.
        if (!got_.sent) return;
        switch (got_.result) {
        case DOVETAIL_APPLIED:
            return applied();
        case DOVETAIL_NOT_APPLIED:
            return refused();
        default:
            return unknown();
        }
    }

private:
    side source() const { return host::other(op_.target); }

    void applied()
    {
        if (op_.action == write_action::create && got_.key.empty()) return unknown();
        if (op_.action == write_action::create && earlier_life()) return adopt();
        if (is_edit(op_)) return edited();
        const outcome ended = op_.conflicted ? outcome::conflict : outcome::applied;
        history_entry entry = describe(ended);
        // Before the bases move, so that it shows what was there; a new task has its key only
        // after.
        if (op_.action != write_action::create) tell(pass_, op_, ended, {}, op_.reason);
        switch (op_.action) {
        case write_action::create:
            created();
            break;
        case write_action::update:
            updated();
            break;
        case write_action::remove:
            removed();
            break;
        }
        if (op_.action == write_action::create) tell(pass_, op_, ended, {}, op_.reason);
        entry.link = known_.id != 0 ? known_.id : -static_cast<link_id>(out_.changes.links.size());
        if (op_.restoring && op_.action == write_action::create) entry.link = 0;
        // What a policy overrode was stored with the intent already.
        if (!op_.conflicted) out_.changes.history.push_back(std::move(entry));
        count(pass_.report.counts, ended);
        solve(pass_, out_.changes, on_);
        finish();
    }

    /// Created long before this intent: by an earlier life of this sync, whose state is lost. What
    /// the record holds now is not what we asked for; read it before believing anything (law 21).
    bool earlier_life() const
    {
        const std::chrono::microseconds slack = tuning::earlier_life;
        return known_.id == 0 && !op_.restoring && got_.modified_at != 0 &&
               got_.modified_at < op_.planned_at - slack.count();
    }

    void adopt()
    {
        known_.key.of(op_.target) = got_.key;
        on_.adopt = true;
        finish();
        again(pass_, op_.on);
    }

    void created()
    {
        if (op_.restoring) return fulfilled(out_.changes, *on_.restore);
        const observation& seen = *on_.seen.of(source());
        known_.state = link_state::live;
        known_.generation = op_.generation;
        known_.owner = op_.owner;
        known_.key.of(op_.target) = got_.key;
        known_.revision.of(op_.target) = got_.revision;
        known_.revision.of(source()) = seen.revision;
        known_.base.of(source()) = seen.fields;
        known_.base.of(op_.target) = op_.expected;
        known_.kept.of(source()) = seen.kept;
        known_.kept.of(op_.target).clear();
        known_.deleted_at = {};
        push_link();
    }

    void updated()
    {
        if (!op_.restoring)
            known_.base.of(source()) = pass_.fields().overlay(known_.base.of(source()), op_.asked);
        known_.base.of(op_.target) =
            pass_.fields().overlay(known_.base.of(op_.target), op_.expected);
        known_.revision.of(op_.target) = got_.revision;
        on_.written.of(op_.target) = true;
        // All that changed there is written now; unless we changed it ourselves meanwhile.
        if (!op_.restoring && on_.present(source()) && !on_.written.of(source()))
            known_.revision.of(source()) = on_.seen.of(source())->revision;
        if (op_.hand_over) known_.owner = op_.owner;
        push_link();
    }

    void removed()
    {
        if (op_.restoring) return deleted_as_wished();
        known_.state = op_.release ? link_state::released : link_state::deleted;
        if (!op_.release) known_.deleted_at.of(op_.target) = pass_.now();
        push_link();
    }

    /// The other side follows, as after any user's deletion (law 5: this is the tombstone).
    void deleted_as_wished()
    {
        fulfilled(out_.changes, *on_.restore);
        known_.state = link_state::waiting;
        known_.deleted_at.of(op_.target) = pass_.now();
        push_link();
        on_.restore.reset();
        again(pass_, op_.on);
    }

    /// As a user's edit: the record crosses by itself, and its link stays as it is until then.
    void edited()
    {
        fulfilled(out_.changes, *on_.restore);
        tell(pass_, op_, outcome::applied, {}, op_.reason);
        history_entry entry = describe(outcome::applied);
        entry.source_key = known_.key.of(op_.target);
        out_.changes.history.push_back(std::move(entry));
        count(pass_.report.counts, outcome::applied);
        on_.restore.reset();
        finish();
    }

    void push_link()
    {
        out_.changes.links.push_back(known_);
        out_.new_links.resize(out_.changes.links.size());
        out_.new_links.back() = op_.on;
    }

    history_entry describe(outcome ended) const
    {
        history_entry entry;
        entry.at = pass_.now();
        entry.link = known_.id;
        entry.owner = op_.owner;
        entry.target = op_.target;
        entry.action = op_.action;
        entry.result = ended;
        entry.reason = op_.reason;
        entry.lost = op_.lost;
        if (op_.action != write_action::remove) entry.after = op_.expected;
        if (op_.action == write_action::update)
            entry.before = pass_.fields().only(before_write(op_), op_.asked);
        if (op_.action == write_action::remove) entry.before = before_write(op_);
        return entry;
    }

    void refused()
    {
        switch (got_.error.kind) {
        case host::error_class::conflict:
            return contested();
        case host::error_class::gone:
            return gone();
        case host::error_class::retryable:
        case host::error_class::throttled:
            return later(outcome::held, got_.error.retry_after);
        case host::error_class::auth:
        case host::error_class::config:
            // The whole sync waits for a person; the intent stays and is examined then.
            pass_.halt = got_.error;
            return;
        default:
            return later(outcome::failed, std::nullopt);
        }
    }

    void later(outcome kind, std::optional<std::chrono::milliseconds> at_least)
    {
        host::error why = got_.error;
        if (why.code.empty()) why.code = "refused";
        if (why.message.empty()) why.message = "the server refused this write";
        const side where = op_.restoring ? op_.target : source();
        hold(pass_, out_.changes, on_, where, kind, why, at_least);
        finish();
    }

    void contested()
    {
        if (is_edit(op_)) return later(outcome::held, std::chrono::milliseconds{0});
        on_.contested = true;
        finish();
        again(pass_, op_.on);
    }

    void gone()
    {
        if (op_.action == write_action::remove) {
            op_.reason += op_.reason.empty() ? "" : "; ";
            op_.reason += "it was gone already";
            answer there = got_;
            there.result = DOVETAIL_APPLIED;
            return concluder(pass_, out_, op_, there).run();
        }
        if (is_edit(op_)) return later(outcome::failed, std::nullopt);
        // What this key once created was deleted: a new generation, if the source still lives.
        if (op_.action == write_action::create) {
            known_.generation = known_.id == 0 ? op_.generation + 1 : op_.generation;
            on_.created.reset();
        }
        finish();
        again(pass_, op_.on);
    }

    /// Maybe it happened: the truth is read (law 4, 7).
    void unknown()
    {
        intent doubtful;
        doubtful.id = op_.id;
        doubtful.target = op_.target;
        doubtful.action = op_.action;
        doubtful.state = intent_state::unknown;
        doubtful.link = known_.id;
        doubtful.owner = op_.owner;
        doubtful.source_key = known_.key.of(source());
        doubtful.target_key = known_.key.of(op_.target);
        doubtful.idempotency_key = op_.idempotency_key;
        doubtful.native = encode_fields(op_.native);
        doubtful.planned_at = op_.planned_at;
        out_.changes.intents.push_back(doubtful);
        if (op_.restoring) return; // its problem stays due, and its key makes it repeatable
        if (op_.action == write_action::update)
            on_.doubtful.of(op_.target) =
                pass_.fields().overlay(on_.doubtful.of(op_.target), op_.expected);
        if (op_.action == write_action::create) {
            on_.created = std::move(doubtful);
            on_.known.key.of(op_.target).clear();
        }
        on_.old_intents.push_back(op_.id);
        again(pass_, op_.on);
    }

    void finish()
    {
        auto& done = out_.changes.intents_done;
        done.push_back(op_.id);
        done.insert(done.end(), on_.old_intents.begin(), on_.old_intents.end());
        on_.old_intents.clear();
    }

    context& pass_;
    outcome_set& out_;
    operation& op_;
    const answer& got_;
    work& on_;
    link& known_;
};

} // namespace

void conclude(context& pass, outcome_set& out, operation& op, const answer& got)
{
    concluder(pass, out, op, got).run();
}

} // namespace dovetail::sync
