// SPDX-License-Identifier: Apache-2.0
#include "worker.hpp"
#include "facts.hpp"

#include <dovetail/host/run_on.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <exception>

namespace dovetail::sync {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// How long `once` waits for another worker's lease, and how often it asks.
constexpr int claim_attempts = 20;
constexpr std::chrono::milliseconds claim_pause{100};

/// Pause of a push channel that failed; polling goes on meanwhile.
constexpr std::chrono::seconds listen_again{30};

} // namespace

worker::worker(services& have, const asio::any_io_executor& executor, sync_definition definition)
    : have_(have), strand_(asio::make_strand(executor)), sleeping_(strand_), renewing_(strand_),
      ended_(strand_, asio::steady_timer::time_point::max())
{
    kept_.definition = std::move(definition);
}

void worker::wake()
{
    woken_ = true;
    asio::post(strand_, [this] { sleeping_.cancel(); });
}

void worker::keep_going(const grant& granted)
{
    if (busy_.exchange(true)) return;
    asio::co_spawn(strand_, own(granted), [this](std::exception_ptr thrown) {
        busy_ = false;
        if (!thrown) return;
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& what) {
            have_.log.write(
                host::log_level::error, "a sync ended with an exception",
                {{"sync", std::string_view(name())}, {"what", std::string_view(what.what())}});
        }
    });
}

awaitable<void> worker::own(grant granted)
{
    kept_.lease_lost = false;
    kept_.members_loaded = false;
    owning_ = true;
    start_helper(renew(granted.held, granted.until), renewal_);
    if (have_.options.listen)
        for (const side where : {side::left, side::right})
            if ((kept_.definition.connections.of(where)->abilities().can & DOVETAIL_CAN_LISTEN) !=
                0)
                start_helper(listen(where), listening_.of(where));
    std::exception_ptr thrown;
    try {
        co_await loop(granted.held);
    } catch (...) {
        thrown = std::current_exception();
    }
    co_await end_helpers();
    if (thrown) std::rethrow_exception(thrown);
    if (!kept_.lease_lost) co_return co_await release(granted.held, std::chrono::milliseconds{0});
    have_.log.write(host::log_level::warning,
                    "another host took this sync over; this one stops working on it",
                    {{"sync", std::string_view(name())}});
}

awaitable<void> worker::loop(const fence& held)
{
    while (!have_.stopping && !kept_.lease_lost) {
        woken_ = false;
        const pass_report report = co_await one_pass(held);
        const auto delay = co_await after_pass(report);
        if (have_.stopping || kept_.lease_lost || woken_) continue;
        co_await pause(held, delay);
    }
}

/// Sleeps until the next pass is due, or somebody nudges: here (wake), or a person's command in
/// another process, which can only leave it in the state.
awaitable<void> worker::pause(const fence& held, std::chrono::milliseconds time)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (!woken_ && !have_.stopping && !kept_.lease_lost) {
        const auto left = until - std::chrono::steady_clock::now();
        if (left <= left.zero()) co_return;
        error_code ignored;
        sleeping_.expires_after(
            std::min<std::chrono::steady_clock::duration>(left, tuning::poll_cap));
        co_await sleeping_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        if (woken_ || have_.stopping) co_return;
        const auto call = [this, &held] { return have_.stored.work->take_nudge(held); };
        const auto nudged = co_await on_thread(have_, call);
        if (nudged && *nudged) co_return;
    }
}

awaitable<void> worker::renew(fence held, std::chrono::steady_clock::time_point until)
{
    const auto third = have_.options.lease / 3;
    while (owning_ && !kept_.lease_lost) {
        error_code ignored;
        renewing_.expires_after(third);
        co_await renewing_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        if (!owning_) co_return;
        const auto asked = std::chrono::steady_clock::now();
        const auto call = [this, &held] {
            return have_.stored.work->renew(held, have_.options.lease);
        };
        const auto done = co_await on_thread(have_, call);
        if (done && *done) until = asked + have_.options.lease;
        // An answer that does not come is no loss yet; the end of the lease is.
        if ((done && !*done) || std::chrono::steady_clock::now() >= until) {
            kept_.lease_lost = true;
            sleeping_.cancel();
        }
    }
}

awaitable<void> worker::listen(side where)
{
    while (owning_ && !kept_.lease_lost) {
        const auto stored = [this] { return have_.stored.store->cursors(name()); };
        const auto cursors = co_await on_thread(have_, stored);
        std::vector<std::uint8_t> from;
        if (cursors && cursors->of(where)) from = cursors->of(where)->bytes;
        const auto hint = co_await kept_.definition.connections.of(where)->listen(from);
        if (!owning_) co_return;
        if (hint) {
            woken_ = true;
            sleeping_.cancel();
            // The pass that was woken moves the cursor; only then is there something to wait for.
            asio::steady_timer settle(strand_, std::chrono::milliseconds{200});
            co_await settle.async_wait(asio::use_awaitable);
            continue;
        }
        if (hint.error().kind == host::error_class::config) co_return;
        asio::steady_timer later(strand_, listen_again);
        co_await later.async_wait(asio::use_awaitable);
    }
}

void worker::start_helper(awaitable<void> helper, asio::cancellation_signal& cancel)
{
    ++helpers_;
    asio::co_spawn(strand_, std::move(helper),
                   asio::bind_cancellation_slot(cancel.slot(), [this](std::exception_ptr) {
                       --helpers_;
                       ended_.cancel();
                   }));
}

awaitable<void> worker::end_helpers()
{
    owning_ = false;
    renewing_.cancel();
    renewal_.emit(asio::cancellation_type::all);
    for (const side where : {side::left, side::right})
        listening_.of(where).emit(asio::cancellation_type::all);
    while (helpers_ != 0) {
        error_code ignored;
        co_await ended_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

awaitable<void> worker::release(const fence& held, std::chrono::milliseconds due_in)
{
    change_set last;
    last.commit_id = std::to_string(held.epoch) + "/release";
    last.lease = lease_action::release;
    last.due_in = due_in;
    const auto call = [this, &held, &last] { return have_.stored.store->commit(held, last); };
    const auto done = co_await on_thread(have_, call);
    if (!done) have_.log.write(host::log_level::warning, done.error().message);
}

awaitable<pass_report> worker::one_pass(const fence& held)
{
    context pass(have_, kept_, held);
    const pass_report report = co_await run_pass(pass);
    if (have_.watching) have_.watching->passed(report);
    co_return report;
}

awaitable<void> worker::set_fact(std::string_view fact, std::string text)
{
    const auto call = [this, fact, &text] {
        return have_.stored.store->set_fact(name(), fact, text);
    };
    const auto done = co_await on_thread(have_, call);
    if (!done) have_.log.write(host::log_level::warning, done.error().message);
}

/// Notes what became of the pass, and says how long to wait for the next one.
awaitable<std::chrono::milliseconds> worker::after_pass(const pass_report& report)
{
    if (report.counts.changes != 0)
        co_await set_fact(last_pass_fact,
                          std::to_string(report.ended_at) + "\n" + summary(report.counts));
    if (!report.failure) {
        failures_ = 0;
        if (!paused_known_ || !paused_code_.empty()) {
            const auto call = [this] { return have_.stored.store->fact(name(), paused_fact); };
            const auto before = co_await on_thread(have_, call);
            if (before && !before->value_or("").empty()) co_await set_fact(paused_fact, "");
        }
        paused_known_ = true;
        paused_code_.clear();
        co_return kept_.definition.rules.interval;
    }
    const host::error& why = *report.failure;
    const auto wait = std::min<std::chrono::milliseconds>(backoff(++failures_, why.retry_after),
                                                          tuning::pause_cap);
    if (why.code == "fence_lost") co_return wait;
    have_.log.write(
        host::log_level::warning, why.message,
        {{"sync", std::string_view(name())},
         {"code", std::string_view(why.code)},
         {"side", report.failed_side ? to_string(*report.failed_side) : std::string_view("")},
         {"retry_in_ms", static_cast<std::int64_t>(wait.count())}});
    if (have_.watching) have_.watching->paused(name(), why, wait);
    if (paused_code_ != why.code) co_await set_fact(paused_fact, why.code + "\n" + why.message);
    paused_code_ = why.code.empty() ? "failed" : why.code;
    co_return wait;
}

/// The right to this sync for `once`. What else was granted on the way is given back at once.
awaitable<result<fence>> worker::claim()
{
    asio::steady_timer again(strand_);
    for (int attempt = 0; attempt < claim_attempts && !have_.stopping; ++attempt) {
        const auto call = [this]() -> result<std::vector<grant>> {
            if (const auto due = have_.stored.work->nudge(name()); !due) return due.error();
            return have_.stored.work->acquire(have_.options.worker, 64, have_.options.lease);
        };
        const auto granted = co_await on_thread(have_, call);
        if (!granted) co_return granted.error();
        std::optional<fence> mine;
        for (const auto& one : *granted)
            if (one.held.sync == name())
                mine = one.held;
            else
                co_await release(one.held, std::chrono::milliseconds{0});
        if (mine) co_return *mine;
        again.expires_after(claim_pause);
        co_await again.async_wait(asio::use_awaitable);
    }
    co_return failure(host::error_class::retryable, "sync_is_busy",
                      "another host works on sync \"" + name() + "\": stop it, or let it go on");
}

awaitable<result<once_report>> worker::passes_to_fixed_point()
{
    const auto held = co_await claim();
    if (!held) co_return held.error();
    kept_.lease_lost = false;
    kept_.members_loaded = false;
    owning_ = true;
    start_helper(renew(*held, std::chrono::steady_clock::now() + have_.options.lease), renewal_);
    once_report all;
    std::exception_ptr thrown;
    try {
        co_await passes(*held, all);
    } catch (...) {
        thrown = std::current_exception();
    }
    co_await end_helpers();
    if (thrown) std::rethrow_exception(thrown);
    if (!kept_.lease_lost) co_await release(*held, kept_.definition.rules.interval);
    co_return all;
}

awaitable<void> worker::passes(const fence& held, once_report& all)
{
    while (all.passes.size() < tuning::once_passes && !have_.stopping && !kept_.lease_lost) {
        const pass_report report = co_await one_pass(held);
        co_await after_pass(report);
        all.passes.push_back(report);
        if (report.failure) co_return;
        // A write that is refused again and again is no progress: it is listed as failed.
        all.settled = report.counts.applied == 0 && report.counts.written() <= report.counts.failed;
        if (all.settled) co_return;
    }
}

awaitable<result<once_report>> worker::once()
{
    if (busy_.exchange(true))
        co_return failure(host::error_class::retryable, "sync_is_busy",
                          "sync \"" + name() + "\" is running already");
    std::exception_ptr thrown;
    result<once_report> done = once_report{};
    try {
        const auto call = [this] { return passes_to_fixed_point(); };
        done = co_await host::run_on(strand_, call);
    } catch (...) {
        thrown = std::current_exception();
    }
    busy_ = false;
    if (thrown) std::rethrow_exception(thrown);
    co_return done;
}

/// A session of its own: what a plan learns must not be taken for stored.
awaitable<result<plan_report>> worker::make_plan()
{
    session alone;
    alone.definition = kept_.definition;
    plan_report made;
    context pass(have_, alone, fence{name(), have_.options.worker, 0});
    pass.plan = &made;
    made.pass = co_await run_pass(pass);
    if (made.pass.failure) co_return *made.pass.failure;
    co_return made;
}

awaitable<result<plan_report>> worker::plan()
{
    const auto call = [this] { return make_plan(); };
    co_return co_await host::run_on(strand_, call);
}

awaitable<result<void>> worker::check()
{
    for (const side where : {side::left, side::right}) {
        auto facts = co_await kept_.definition.connections.of(where)->check();
        if (!facts) co_return facts.error();
        if (auto fits = kept_.definition.mapping->check(where, *facts); !fits)
            co_return fits.error();
    }
    co_return result<void>{};
}

namespace {

person to_person(const dovetail_record& record)
{
    person who;
    who.key = view_of(record.key);
    for (const auto& field : host::fields(record)) {
        const auto name = view_of(field.name);
        if (name == "email")
            who.email = to_text(field.value);
        else if (name == "name")
            who.name = to_text(field.value);
        else if (name == "time_zone")
            who.time_zone = to_text(field.value);
        else if (name == "active")
            who.active = field.value.number != 0;
    }
    return who;
}

bool same_address(std::string_view one, std::string_view another)
{
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(one.begin(), one.end(), another.begin(), another.end(),
                      [&lower](char a, char b) { return lower(a) == lower(b); });
}

} // namespace

awaitable<result<std::vector<person>>> worker::people(side where, std::string email)
{
    host::fetch_request request;
    request.collection = "users";
    const auto stream = kept_.definition.connections.of(where)->fetch(std::move(request));
    std::vector<person> found;
    for (;;) {
        auto next = co_await stream->next();
        if (!next) co_return next.error();
        if (!*next) break;
        const auto records = host::records((*next)->batch);
        for (std::size_t i = 0; i < records.size(); ++i) {
            person who = to_person(records[i]);
            if (email.empty() || same_address(who.email, email)) found.push_back(std::move(who));
        }
    }
    co_return found;
}

} // namespace dovetail::sync
