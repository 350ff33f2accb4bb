// SPDX-License-Identifier: Apache-2.0
// The pass: fetch → map → merge → plan → apply → commit, both sides at once.
#include "context.hpp"
#include "outbox.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <deque>
#include <exception>

namespace dovetail::sync {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

struct arrival
{
    side where = side::left;
    result<std::optional<host::page>> page;
};

using channel = asio::experimental::channel<void(error_code, std::shared_ptr<arrival>)>;

/// Both streams of a pass. Pages are worked on one after the other; meanwhile each side's next one
/// is fetched. Ending it early cancels the fetches and waits until they are over.
class streams
{
public:
    streams(context& pass, asio::any_io_executor executor)
        : pass_(pass), executor_(executor), arrivals_(executor, 0), ended_(executor, 4)
    {
    }

    step run()
    {
        for (const side where : {side::left, side::right})
            if (auto ready = begin(where); !ready) {
                co_await end();
                co_return ready.error();
            }
        result<void> done;
        std::exception_ptr thrown;
        try {
            done = co_await work_through();
        } catch (...) {
            thrown = std::current_exception();
        }
        co_await end();
        if (thrown) std::rethrow_exception(thrown);
        co_return done;
    }

private:
    result<void> begin(side where)
    {
        const auto& stored = pass_.stored.of(where);
        if (stored) {
            const auto accepted = pass_.on(where).accepts_cursor(stored->bytes);
            if (!accepted && accepted.error().kind == host::error_class::gone)
                start_over(where);
            else if (!accepted)
                return accepted.error();
        }
        start(where);
        return {};
    }

    /// The cursor is refused. What it would have shown is read from its time on, and all links are
    /// read by key afterwards; nothing is ever deleted because it does not show up.
    void start_over(side where)
    {
        const std::chrono::microseconds margin = tuning::resync_margin;
        since_.of(where) = pass_.stored.of(where)->stored_at - margin.count();
        pass_.stored.of(where).reset();
        pass_.resync.of(where) = true;
        pass_.have.log.write(
            host::log_level::warning, "the cursor is refused: full re-sync",
            {{"sync", std::string_view(pass_.name())}, {"side", to_string(where)}});
    }

    void start(side where)
    {
        host::fetch_request request;
        if (pass_.stored.of(where)) request.cursor = pass_.stored.of(where)->bytes;
        const instant_us window = pass_.members().window_begin(pass_.rules(), where);
        request.modified_since_us =
            pass_.resync.of(where) ? std::min(since_.of(where), window) : window;
        streams_.of(where) = pass_.on(where).fetch(std::move(request));
        ++running_;
        asio::co_spawn(
            executor_, read(where),
            asio::bind_cancellation_slot(cancel_.emplace_back().slot(), [this](std::exception_ptr) {
                ended_.try_send(error_code{}, std::shared_ptr<arrival>{});
            }));
    }

    awaitable<void> read(side where)
    {
        for (bool more = true; more;) {
            auto next = std::make_shared<arrival>();
            next->where = where;
            try {
                next->page = co_await streams_.of(where)->next();
            } catch (const std::exception& thrown) {
                next->page = failure(host::error_class::bug, "fetch_threw", thrown.what());
            }
            more = next->page.has_value() && next->page->has_value();
            co_await arrivals_.async_send(error_code{}, next, asio::use_awaitable);
        }
    }

    step work_through()
    {
        for (int open = 2; open > 0;) {
            const auto next = co_await arrivals_.async_receive(asio::use_awaitable);
            if (pass_.stopped())
                co_return failure(host::error_class::retryable, std::string(stopped_code),
                                  "stopped");
            if (!next->page) {
                const bool gone = next->page.error().kind == host::error_class::gone;
                if (!gone || !pass_.stored.of(next->where)) {
                    pass_.report.failed_side = next->where;
                    co_return next->page.error();
                }
                start_over(next->where);
                start(next->where);
                continue;
            }
            if (!*next->page) {
                --open;
                continue;
            }
            if (auto done = co_await take(next->where, **next->page); !done) co_return done.error();
        }
        co_return result<void>{};
    }

    step take(side where, host::page& page)
    {
        ++pass_.report.counts.pages.of(where);
        const auto records = static_cast<std::uint64_t>(page.batch.get().record_count);
        read_.of(where) += records;
        pass_.found += page.total > read_.of(where) - records && !counted_.of(where)
                           ? page.total
                           : (counted_.of(where) ? 0 : records);
        counted_.of(where) = counted_.of(where) || page.total != 0;
        tell_progress(pass_, false);
        if (auto done = co_await ingest(pass_, where, page.batch, false); !done)
            co_return done.error();
        cursor here;
        here.bytes = page.cursor;
        here.plugin = pass_.on(where).name();
        pass_.reached.of(where) = here;
        pass_.writes->when_stored({where, std::move(here), records});
        co_return co_await keep_bounded(pass_);
    }

    awaitable<void> end()
    {
        for (auto& one : cancel_)
            one.emit(asio::cancellation_type::all);
        arrivals_.close();
        while (running_ > 0) {
            error_code ignored;
            co_await ended_.async_receive(asio::redirect_error(asio::use_awaitable, ignored));
            --running_;
        }
    }

    context& pass_;
    asio::any_io_executor executor_;
    channel arrivals_;
    channel ended_;
    std::deque<asio::cancellation_signal> cancel_;
    both<std::unique_ptr<host::page_stream>> streams_;
    both<instant_us> since_;
    both<std::uint64_t> read_;
    both<bool> counted_;
    int running_ = 0;
};

void mark_safe(context& pass)
{
    for (const side where : {side::left, side::right})
        if (pass.reached.of(where)) pass.safe.of(where) = pass.reached.of(where);
}

step load_fields(context& pass)
{
    auto& kept = pass.kept;
    if (kept.fields_loaded) co_return result<void>{};
    const auto read = [&pass] {
        return pass.have.stored.store->fact(pass.name(), field_names_fact);
    };
    const auto names = co_await on_state(pass, read);
    if (!names) co_return names.error();
    kept.fields = schema(pass.mapping().fields(), names->value_or(""));
    if (!pass.plan && kept.fields.names().text() != names->value_or("")) {
        // The names must be stored before anything that is encoded with them.
        const auto write = [&pass] {
            return pass.have.stored.store->set_fact(pass.name(), field_names_fact,
                                                    pass.fields().names().text());
        };
        if (const auto done = co_await on_state(pass, write); !done) co_return done.error();
    }
    kept.fields_loaded = true;
    co_return result<void>{};
}

step open(context& pass)
{
    if (auto done = co_await load_fields(pass); !done) co_return done.error();
    const bool few = pass.members().all().size() < tuning::members_read_each_pass;
    if (auto done = co_await reload_members(pass, few); !done) co_return done.error();
    const auto read = [&pass] { return pass.have.stored.store->counts(pass.name()); };
    const auto counts = co_await on_state(pass, read);
    if (!counts) co_return counts.error();
    pass.counts = *counts;
    const auto where = [&pass] { return pass.have.stored.store->cursors(pass.name()); };
    auto cursors = co_await on_state(pass, where);
    if (!cursors) co_return cursors.error();
    pass.stored = std::move(*cursors);
    for (const side one : {side::left, side::right})
        pass.had_cursor.of(one) = pass.stored.of(one).has_value();
    for (const auto& who : pass.members().all())
        pass.catching_up = pass.catching_up || (who.catch_up && who.enabled);
    // Of the very first pass everything is backfill, and there are no edits it could delay.
    pass.backfilling = !pass.had_cursor.left && !pass.had_cursor.right;
    co_return co_await load_problems(pass);
}

step prune(context& pass)
{
    auto& kept = pass.kept;
    const std::chrono::microseconds interval = tuning::prune_interval;
    if (pass.plan || pass.now() - kept.pruned_at < interval.count()) co_return result<void>{};
    const std::chrono::microseconds age = pass.rules().history_age;
    const auto call = [&pass, horizon = pass.now() - age.count()] {
        return pass.have.stored.store->prune(pass.name(), horizon, pass.rules().history_entries,
                                             tuning::pruned_per_pass);
    };
    const auto removed = co_await on_state(pass, call);
    if (!removed) co_return removed.error();
    if (*removed < tuning::pruned_per_pass) kept.pruned_at = pass.now();
    co_return result<void>{};
}

step all_steps(context& pass)
{
    if (auto done = co_await open(pass); !done) co_return done.error();
    if (pass.members().enabled_count() == 0) co_return result<void>{};
    tell_progress(pass, false); // before the first crossing: whoever watches counts from here on
    if (auto done = co_await recover_intents(pass); !done) co_return done.error();
    if (auto done = co_await retry_problems(pass); !done) co_return done.error();
    {
        streams both_sides(pass, co_await asio::this_coro::executor);
        if (auto done = co_await both_sides.run(); !done) co_return done.error();
    }
    if (auto done = co_await settle(pass, true); !done) co_return done.error();
    // Only now may the links be read that a refused cursor left in doubt; the new cursor is not
    // stored before that is done.
    const bool resync = pass.resync.left || pass.resync.right;
    if (!resync) mark_safe(pass);
    if (auto done = co_await catch_up(pass); !done) co_return done.error();
    if (auto done = co_await settle(pass, true); !done) co_return done.error();
    mark_safe(pass);
    if (auto done = co_await finish_catch_up(pass); !done) co_return done.error();
    if (auto done = co_await store_cursors(pass); !done) co_return done.error();
    co_return co_await prune(pass);
}

} // namespace

step keep_bounded(context& pass)
{
    const bool many = pass.buffered.left > tuning::buffered_records ||
                      pass.buffered.right > tuning::buffered_records ||
                      pass.buffered_bytes > tuning::buffered_bytes;
    if (!many) co_return result<void>{};
    for (const auto& on : pass.works)
        on->look = true;
    if (auto done = co_await settle(pass, false); !done) co_return done.error();
    for (const side where : {side::left, side::right})
        if (pass.buffered.of(where) == 0 && pass.reached.of(where) && !pass.resync.of(where))
            pass.safe.of(where) = pass.reached.of(where);
    co_return result<void>{};
}

awaitable<pass_report> run_pass(context& pass)
{
    pass.report.sync = pass.name();
    pass.report.started_at = pass.now();
    pass.writes = std::make_shared<outbox>(pass, co_await boost::asio::this_coro::executor);
    result<void> done;
    std::exception_ptr thrown;
    try {
        done = co_await all_steps(pass);
    } catch (...) {
        thrown = std::current_exception();
    }
    co_await pass.writes->end();
    if (thrown) std::rethrow_exception(thrown);
    if (!done && done.error().code != stopped_code) pass.report.failure = done.error();
    pass.report.ended_at = pass.now();
    co_return pass.report;
}

} // namespace dovetail::sync
