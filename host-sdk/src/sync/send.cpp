// SPDX-License-Identifier: Apache-2.0
// send: the operations of a chunk go out in batches, several at a time on each side.
#include "send.hpp"

#include "lanes.hpp"

#include <boost/asio/redirect_error.hpp>

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <utility>

namespace dovetail::sync {

namespace asio = boost::asio;

awaitable<void> slots::take()
{
    while (free_ == 0) {
        boost::system::error_code ignored;
        co_await given_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    --free_;
}

void slots::give()
{
    ++free_;
    given_.cancel_one();
}

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
    sender(context& pass, const std::vector<operation>& chunk, both<slots*> places)
        : pass_(pass), chunk_(chunk), places_(places), answers_(chunk.size())
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

    std::vector<answer> take_answers() { return std::move(answers_); }

private:
    awaitable<void> lane(side target)
    {
        while (next_.of(target) < batches_.of(target).size()) {
            co_await places_.of(target)->take();
            const bool over = pass_.halt || pass_.stopped();
            const std::size_t mine = next_.of(target)++;
            if (!over && mine < batches_.of(target).size())
                co_await send(batches_.of(target)[mine]);
            places_.of(target)->give();
            if (over) co_return;
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
    both<slots*> places_;
    std::vector<answer> answers_;
    both<std::vector<batch>> batches_;
    both<std::size_t> next_{0, 0};
};

} // namespace

awaitable<std::vector<answer>> send(context& pass, const std::vector<operation>& chunk,
                                    both<slots*> places)
{
    sender out(pass, chunk, places);
    co_await out.run();
    co_return out.take_answers();
}

} // namespace dovetail::sync
