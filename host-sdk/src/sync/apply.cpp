// SPDX-License-Identifier: Apache-2.0
// apply: intents are stored, batches go out in parallel, outcomes are stored.
#include "context.hpp"
#include "lanes.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <iterator>

namespace dovetail::sync {

namespace {

/// Operations of one side with the same action: one call of the connector.
struct batch
{
    side target;
    std::vector<std::size_t> members; ///< into the chunk
};

std::vector<batch> make_batches(context& pass, const std::vector<operation>& chunk, side target)
{
    std::vector<batch> batches;
    const std::size_t most =
        std::max<std::uint64_t>(1, pass.on(target).abilities().max_write_batch);
    for (const auto action : {write_action::create, write_action::update, write_action::remove}) {
        batch filling{target, {}};
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            if (chunk[i].target != target || chunk[i].action != action) continue;
            filling.members.push_back(i);
            if (filling.members.size() < most) continue;
            batches.push_back(std::move(filling));
            filling = {target, {}};
        }
        if (!filling.members.empty()) batches.push_back(std::move(filling));
    }
    return batches;
}

dovetail_change to_change(const operation& op)
{
    dovetail_change change{};
    change.struct_size = sizeof(change);
    change.action = op.action == write_action::create   ? DOVETAIL_CREATE
                    : op.action == write_action::update ? DOVETAIL_UPDATE
                                                        : DOVETAIL_DELETE;
    if (op.action != write_action::create)
        change.key = host::to_abi(op.on->known.key.of(op.target));
    change.idempotency_key = host::to_abi(op.idempotency_key);
    change.revision = host::to_abi(op.revision);
    change.fields = op.native.data();
    change.field_count = op.native.size();
    change.intended_at_us = op.planned_at;
    return change;
}

answer to_answer(const dovetail_outcome& got)
{
    answer made;
    made.sent = true;
    made.result = got.result;
    made.key = view_of(got.key);
    made.revision = view_of(got.revision);
    made.modified_at = got.modified_at_us;
    if (got.result == DOVETAIL_APPLIED) return made;
    made.error.kind = static_cast<host::error_class>(got.error_class);
    made.error.code = view_of(got.code);
    made.error.message = view_of(got.message);
    made.error.server_text = view_of(got.server_text);
    made.error.retry_after = std::chrono::milliseconds(got.retry_after_ms);
    return made;
}

class sender
{
public:
    sender(context& pass, const std::vector<operation>& chunk)
        : pass_(pass), chunk_(chunk), answers_(chunk.size())
    {
    }

    awaitable<void> run()
    {
        std::vector<awaitable<void>> lanes;
        for (const side target : {side::left, side::right}) {
            batches_.of(target) = make_batches(pass_, chunk_, target);
            const std::size_t count = std::min<std::size_t>(
                std::max(1U, pass_.rules().parallel_writes), batches_.of(target).size());
            for (std::size_t i = 0; i < count; ++i)
                lanes.push_back(lane(target));
        }
        co_await run_lanes(std::move(lanes));
    }

    const std::vector<answer>& answers() const { return answers_; }

private:
    awaitable<void> lane(side target)
    {
        while (next_.of(target) < batches_.of(target).size()) {
            if (pass_.halt || pass_.stopped()) co_return;
            const batch& now = batches_.of(target)[next_.of(target)++];
            co_await send(now);
        }
    }

    awaitable<void> send(const batch& now)
    {
        std::vector<dovetail_change> changes;
        changes.reserve(now.members.size());
        for (const auto i : now.members)
            changes.push_back(to_change(chunk_[i]));
        pass_.report.counts.writes.of(now.target) += changes.size();
        const auto urgency = pass_.backfilling ? host::urgency::backfill : host::urgency::edit;
        auto sent = co_await pass_.on(now.target).write(changes, urgency);
        if (sent)
            take(now, *sent);
        else
            take_failure(now, sent.error());
    }

    void take(const batch& now, const host::outcome_batch& sent)
    {
        const auto outcomes = host::outcomes(sent);
        for (std::size_t i = 0; i < now.members.size(); ++i) {
            answers_[now.members[i]].sent = true;
            if (i < outcomes.size()) answers_[now.members[i]] = to_answer(outcomes[i]);
        }
    }

    /// Nothing is known about any of them. What concerns the whole server ends the pass.
    void take_failure(const batch& now, const host::error& why)
    {
        for (const auto i : now.members) {
            answers_[i].sent = true;
            answers_[i].error = why;
        }
        const bool all =
            why.kind == host::error_class::auth || why.kind == host::error_class::config ||
            why.kind == host::error_class::retryable || why.kind == host::error_class::throttled;
        if (!all || pass_.halt) return;
        pass_.halt = why;
        pass_.report.failed_side = now.target;
    }

    context& pass_;
    const std::vector<operation>& chunk_;
    std::vector<answer> answers_;
    both<std::vector<batch>> batches_;
    both<std::size_t> next_{0, 0};
};

intent to_intent(context& pass, operation& op)
{
    op.planned_at = pass.now();
    const side source = host::other(op.target);
    intent made;
    made.target = op.target;
    made.action = op.action;
    // Stored as sent: whether a crash came before or after the send, it is examined alike.
    made.state = intent_state::sent;
    made.link = op.on->known.id;
    made.owner = op.owner;
    made.source_key = op.on->known.key.of(source);
    made.target_key = op.on->known.key.of(op.target); // create: of the one that was deleted
    made.idempotency_key = op.idempotency_key;
    made.native = encode_fields(op.native);
    made.planned_at = op.planned_at;
    return made;
}

/// The loser of a conflict is in the history before it is overwritten: a crash after the write
/// would otherwise find both sides equal, and nobody to tell what was there (law 2).
history_entry overridden(context& pass, const operation& op)
{
    history_entry entry;
    entry.at = op.planned_at;
    entry.link = op.on->known.id;
    entry.owner = op.owner;
    entry.target = op.target;
    entry.action = op.action;
    entry.result = outcome::conflict;
    entry.reason = op.reason;
    entry.lost = op.lost;
    entry.after = op.expected;
    entry.before = op.action == write_action::update
                       ? pass.fields().only(before_write(op), op.asked)
                       : before_write(op);
    return entry;
}

step store_intents(context& pass, std::vector<operation>& chunk, change_set& before)
{
    for (auto& op : chunk) {
        before.intents.push_back(to_intent(pass, op));
        if (op.conflicted) before.history.push_back(overridden(pass, op));
        auto& old = op.on->old_intents;
        before.intents_done.insert(before.intents_done.end(), old.begin(), old.end());
        old.clear();
    }
    if (empty(before)) co_return result<void>{};
    const auto done = co_await commit(pass, before);
    if (!done) co_return done.error();
    if (done->outcome == commit_result::conflict || done->intents.size() < chunk.size())
        co_return failure(host::error_class::bug, "state_conflict",
                          "the state refuses the intents of a batch");
    for (std::size_t i = 0; i < chunk.size(); ++i)
        chunk[i].id = done->intents[i];
    co_return result<void>{};
}

void show(context& pass, const std::vector<operation>& chunk)
{
    for (const auto& op : chunk) {
        const outcome would = op.conflicted ? outcome::conflict : outcome::applied;
        count(pass.report.counts, would);
        ++pass.report.counts.writes.of(op.target);
        tell(pass, op, would, {}, op.reason);
    }
}

/// E6: whoever unticked the box meanwhile is not written for any more.
void drop_unticked(context& pass, std::vector<operation>& chunk)
{
    std::erase_if(chunk,
                  [&pass](const operation& op) { return !pass.members().enabled(op.owner); });
}

step carry_out_chunk(context& pass, std::vector<operation> chunk)
{
    if (auto done = co_await reload_members(pass, false); !done) co_return done.error();
    drop_unticked(pass, chunk);
    change_set before;
    const native_group native = make_native(pass, chunk, before);
    if (pass.plan) {
        show(pass, chunk);
        co_return result<void>{};
    }
    if (auto done = co_await store_intents(pass, chunk, before); !done) co_return done.error();
    sender out(pass, chunk);
    co_await out.run();
    outcome_set after;
    for (std::size_t i = 0; i < chunk.size(); ++i)
        conclude(pass, after, chunk[i], out.answers()[i]);
    if (auto done = co_await store(pass, std::move(after.changes), after.new_links); !done)
        co_return done.error();
    if (pass.halt) co_return *pass.halt;
    co_return result<void>{};
}

} // namespace

step carry_out(context& pass, std::vector<operation> operations)
{
    for (std::size_t at = 0; at < operations.size(); at += tuning::writes_per_commit) {
        if (pass.stopped())
            co_return failure(host::error_class::retryable, std::string(stopped_code), "stopped");
        const auto first = operations.begin() + static_cast<std::ptrdiff_t>(at);
        const auto last =
            operations.begin() + static_cast<std::ptrdiff_t>(
                                     std::min(operations.size(), at + tuning::writes_per_commit));
        std::vector<operation> chunk(std::make_move_iterator(first), std::make_move_iterator(last));
        if (auto done = co_await carry_out_chunk(pass, std::move(chunk)); !done)
            co_return done.error();
    }
    co_return result<void>{};
}

} // namespace dovetail::sync
