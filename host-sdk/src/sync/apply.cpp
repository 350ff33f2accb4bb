// SPDX-License-Identifier: Apache-2.0
// apply: intents are stored, batches go out side by side, outcomes are stored in order.
#include "outbox.hpp"

#include <boost/asio/redirect_error.hpp>

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>

namespace dovetail::sync {

namespace asio = boost::asio;

namespace {

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

} // namespace

outbox::outbox(context& pass, const asio::any_io_executor& executor)
    : pass_(pass), executor_(executor), left_(executor, std::max(1U, pass.rules().parallel_writes)),
      right_(executor, std::max(1U, pass.rules().parallel_writes)),
      changed_(executor, asio::steady_timer::time_point::max())
{
}

step outbox::push(std::vector<operation> chunk)
{
    while (under_way_.size() >= tuning::chunks_under_way)
        co_await change();
    if (auto fine = trouble(); !fine) co_return fine.error();
    if (auto done = co_await reload_members(pass_, false); !done) co_return done.error();
    drop_unticked(pass_, chunk);
    auto made = std::make_shared<flight>();
    made->chunk = std::move(chunk);
    change_set before;
    made->native = make_native(pass_, made->chunk, before);
    if (pass_.plan) {
        show(pass_, made->chunk);
        co_return result<void>{};
    }
    if (auto done = co_await store_intents(pass_, made->chunk, before); !done)
        co_return done.error();
    if (made->chunk.empty()) co_return result<void>{};
    start(made);
    co_return result<void>{};
}

void outbox::start(const std::shared_ptr<flight>& made)
{
    for (const auto& op : made->chunk)
        for (const side where : {side::left, side::right})
            if (const auto& key = op.on->known.key.of(where); !key.empty())
                made->keys.of(where).insert(std::hash<std::string_view>{}(key));
    under_way_.push_back(made);
    asio::co_spawn(executor_, fly(made), [this, made](std::exception_ptr thrown) {
        if (thrown && !thrown_) thrown_ = thrown;
        std::erase(under_way_, made);
        changed_.cancel();
    });
}

awaitable<void> outbox::fly(std::shared_ptr<flight> mine)
{
    const auto answers = co_await send(pass_, mine->chunk, {&left_, &right_});
    while (under_way_.front() != mine)
        co_await change();
    // The intents of what cannot be stored stay, and the next pass examines them.
    if (failed_ || thrown_) co_return;
    outcome_set after;
    for (std::size_t i = 0; i < mine->chunk.size(); ++i)
        conclude(pass_, after, mine->chunk[i], answers[i]);
    auto stored = co_await store(pass_, std::move(after.changes), after.new_links);
    if (!stored) {
        failed_ = stored.error();
        co_return;
    }
    for (auto& mark : mine->marks)
        pass_mark(std::move(mark));
}

void outbox::when_stored(page_mark mark)
{
    if (under_way_.empty())
        pass_mark(std::move(mark));
    else
        under_way_.back()->marks.push_back(std::move(mark));
}

/// Law 7: while something from before this point is undecided, the cursor stays behind.
void outbox::pass_mark(page_mark mark)
{
    pass_.done += mark.records;
    tell_progress(pass_, false);
    if (pass_.buffered.of(mark.where) == 0 && !pass_.resync.of(mark.where))
        pass_.safe.of(mark.where) = std::move(mark.reached);
}

bool outbox::concerns(side where, std::span<const std::string_view> keys) const
{
    for (const auto& one : under_way_) {
        const auto writes = [where](const operation& op) { return op.target == where; };
        if (std::any_of(one->chunk.begin(), one->chunk.end(), writes)) return true;
        const auto& known = one->keys.of(where);
        const auto met = [&known](std::string_view key) {
            return known.contains(std::hash<std::string_view>{}(key));
        };
        if (std::any_of(keys.begin(), keys.end(), met)) return true;
    }
    return false;
}

awaitable<void> outbox::change()
{
    boost::system::error_code ignored;
    co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

result<void> outbox::trouble() const
{
    if (thrown_) std::rethrow_exception(thrown_);
    if (failed_) return *failed_;
    if (pass_.halt) return *pass_.halt;
    return {};
}

awaitable<void> outbox::end()
{
    while (!under_way_.empty())
        co_await change();
}

step outbox::drain()
{
    co_await end();
    co_return trouble();
}

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
        if (auto done = co_await pass.writes->push(std::move(chunk)); !done) co_return done.error();
    }
    co_return result<void>{};
}

} // namespace dovetail::sync
