// SPDX-License-Identifier: Apache-2.0
#include "pages.hpp"

#include "retry.hpp"

#include <dovetail/host/run_on.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include <utility>

namespace dovetail::http {

namespace asio = boost::asio;
using host::error;
using host::error_class;

fetch_operation::fetch_operation(host::fetch_request wanted) : wanted_(std::move(wanted))
{
    for (const auto& each : wanted_.owners)
        owners_.push_back(host::to_abi(each));
    scope_.struct_size = sizeof scope_;
    scope_.want = wanted_.tombstones_only ? DOVETAIL_WANT_TOMBSTONES : DOVETAIL_WANT_CHANGES;
    scope_.modified_since_us = wanted_.modified_since_us;
    scope_.owners = owners_.data();
    scope_.owner_count = owners_.size();
    scope_.page_size = wanted_.page_size;
}

dovetail_operation fetch_operation::view(std::int64_t now_us)
{
    dovetail_operation operation{};
    operation.struct_size = sizeof operation;
    operation.kind = DOVETAIL_OP_FETCH;
    operation.collection = host::to_abi(wanted_.collection);
    operation.cursor = {wanted_.cursor.data(), wanted_.cursor.size()};
    operation.scope = &scope_;
    operation.now_us = now_us;
    return operation;
}

page_source::page_source(asio::any_io_executor executor,
                         std::shared_ptr<const connection_core> core, host::fetch_request wanted)
    : strand_(asio::make_strand(std::move(executor))), core_(std::move(core)),
      operation_(std::move(wanted)), tasks_(std::make_shared<background>(strand_)),
      filled_(std::make_unique<event>(strand_)), emptied_(std::make_unique<event>(strand_))
{
}

asio::awaitable<page_source::page_result> page_source::next()
{
    auto work = [self = shared_from_this()] { return self->take(); };
    co_return co_await host::run_on(strand_, std::move(work));
}

void page_source::abandon()
{
    asio::post(strand_, [self = shared_from_this()] { self->tasks_->stop(); });
}

asio::awaitable<page_source::page_result> page_source::take()
{
    const auto self = shared_from_this();
    co_await is_cancelled();
    if (!std::exchange(started_, true)) tasks_->spawn([self] { return self->produce(); });
    if (!ready_ && finished_) co_return std::optional<host::page>{};
    if (!co_await filled_->wait())
        co_return error{error_class::retryable, "cancelled", "waiting for a page was cancelled"};
    auto outcome = std::move(*ready_);
    ready_.reset();
    filled_ = std::make_unique<event>(strand_);
    emptied_->happen();
    co_return outcome;
}

void page_source::put(page_result outcome)
{
    finished_ = !outcome || !*outcome;
    ready_.emplace(std::move(outcome));
    emptied_ = std::make_unique<event>(strand_);
    filled_->happen();
}

asio::awaitable<bool> page_source::wait_for_room()
{
    if (!ready_) co_return true;
    co_return co_await emptied_->wait();
}

asio::awaitable<page_source::page_result> page_source::read_once(std::unique_ptr<exchange_run>& run)
{
    if (!run) {
        const auto operation = operation_.view(core_->now_us());
        auto begun = exchange_run::begin(core_, operation, operation_.priority());
        if (!begun) co_return begun.error();
        run = std::move(*begun);
    }
    auto got = co_await run->next();
    if (!got) {
        run.reset();
        co_return got.error();
    }
    if (!*got) {
        run.reset(); // released before the caller learns of the end
        co_return std::optional<host::page>{};
    }
    auto& taken = **got;
    if (!taken.cursor.empty()) operation_.advance(taken.cursor);
    co_return std::optional<host::page>(
        host::page{std::move(taken.batch), std::move(taken.cursor), taken.total});
}

asio::awaitable<void> page_source::produce()
{
    const auto self = shared_from_this();
    std::unique_ptr<exchange_run> run;
    retry_counter attempts(*core_, "fetch");
    while (!finished_) {
        auto outcome = co_await read_once(run);
        if (co_await is_cancelled()) co_return;
        if (!outcome) {
            // From the last delivered cursor: what was delivered stays delivered.
            const bool again = co_await attempts.again(outcome.error());
            if (again) continue;
            if (co_await is_cancelled()) co_return;
        } else {
            attempts.succeeded();
        }
        put(std::move(outcome));
        if (finished_) co_return;
        const bool room = co_await wait_for_room();
        if (!room) co_return;
    }
}

} // namespace dovetail::http
