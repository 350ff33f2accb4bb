// SPDX-License-Identifier: Apache-2.0
#include "context.hpp"
#include "facts.hpp"
#include "worker.hpp"

#include <dovetail/sync/engine.hpp>

#include <boost/asio/strand.hpp>

#include <algorithm>
#include <map>

namespace dovetail::sync {

namespace asio = boost::asio;

pass_counts once_report::total() const
{
    pass_counts sum;
    for (const auto& one : passes) {
        const auto& counts = one.counts;
        for (const side where : {side::left, side::right}) {
            sum.pages.of(where) += counts.pages.of(where);
            sum.records.of(where) += counts.records.of(where);
            sum.writes.of(where) += counts.writes.of(where);
        }
        sum.changes += counts.changes;
        sum.applied += counts.applied;
        sum.no_ops += counts.no_ops;
        sum.conflicts += counts.conflicts;
        sum.held += counts.held;
        sum.failed += counts.failed;
        sum.skipped += counts.skipped;
        sum.echoes += counts.echoes;
        sum.commits += counts.commits;
    }
    return sum;
}

class engine::implementation
{
public:
    implementation(asio::any_io_executor executor, state stored, host::log& log, const clock& time,
                   engine_options options, observer* watching)
        : executor_(std::move(executor)),
          have_(std::move(stored), log, time, watching, std::move(options))
    {
    }

    result<void> add(sync_definition definition)
    {
        const std::string& name = definition.name;
        if (name.empty() || name.find('/') != std::string::npos)
            return failure(host::error_class::config, "sync_name",
                           "the name of a sync is not empty and has no '/': \"" + name + "\"");
        if (syncs_.contains(name))
            return failure(host::error_class::config, "sync_name",
                           "two syncs have the name \"" + name + "\"");
        auto made = std::make_unique<worker>(have_, executor_, std::move(definition));
        syncs_.emplace(made->name(), std::move(made));
        return {};
    }

    worker* find(std::string_view name)
    {
        const auto found = syncs_.find(name);
        return found == syncs_.end() ? nullptr : found->second.get();
    }

    static host::error unknown(const std::string& name)
    {
        return failure(host::error_class::config, "no_such_sync", "no sync \"" + name + "\"");
    }

    awaitable<result<void>> run();

    void stop()
    {
        have_.stopping = true;
        for (auto& [name, one] : syncs_)
            one->wake();
    }

    services& have() { return have_; }
    asio::any_io_executor executor() const { return executor_; }

    awaitable<result<std::vector<grant>>> acquire()
    {
        const auto call = [this] {
            return have_.stored.work->acquire(have_.options.worker, grants_at_once,
                                              have_.options.lease);
        };
        co_return co_await on_thread(have_, call);
    }

private:
    static constexpr std::size_t grants_at_once = 64;

    asio::any_io_executor executor_;
    services have_;
    std::map<std::string, std::unique_ptr<worker>, std::less<>> syncs_;
};

/// Claims what is due and nobody holds; a claimed sync is kept until the end, so that an idle pass
/// writes nothing, not even its lease (a renewal each third of it apart).
awaitable<result<void>> engine::implementation::run()
{
    for (const auto& [name, one] : syncs_) {
        const auto call = [this, &key = name] { return have_.stored.work->schedule(key); };
        if (const auto done = co_await on_thread(have_, call); !done) co_return done.error();
    }
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (!have_.stopping) {
        const bool all = std::all_of(syncs_.begin(), syncs_.end(),
                                     [](const auto& one) { return one.second->busy(); });
        if (!all) {
            const auto granted = co_await acquire();
            if (!granted)
                have_.log.write(host::log_level::warning, granted.error().message);
            else
                for (const auto& one : *granted) {
                    worker* mine = find(one.held.sync);
                    if (mine) mine->keep_going(one);
                }
        }
        pause.expires_after(tuning::poll_cap / 5);
        co_await pause.async_wait(asio::use_awaitable);
    }
    for (const auto& [name, one] : syncs_)
        while (one->busy()) {
            one->wake();
            pause.expires_after(std::chrono::milliseconds{10});
            co_await pause.async_wait(asio::use_awaitable);
        }
    co_return result<void>{};
}

engine::engine(asio::any_io_executor executor, state stored, host::log& log, const clock& time,
               engine_options options, observer* watching)
    : self_(std::make_shared<implementation>(std::move(executor), std::move(stored), log, time,
                                             std::move(options), watching))
{
}

engine::~engine() = default;

result<void> engine::add(sync_definition definition)
{
    return self_->add(std::move(definition));
}

void engine::stop() noexcept
{
    self_->stop();
}

awaitable<result<void>> engine::run()
{
    return self_->run();
}

awaitable<result<void>> engine::check(std::string sync)
{
    worker* one = self_->find(sync);
    if (!one) co_return implementation::unknown(sync);
    co_return co_await one->check();
}

awaitable<result<once_report>> engine::once(std::string sync)
{
    worker* one = self_->find(sync);
    if (!one) co_return implementation::unknown(sync);
    co_return co_await one->once();
}

awaitable<result<plan_report>> engine::plan(std::string sync)
{
    worker* one = self_->find(sync);
    if (!one) co_return implementation::unknown(sync);
    co_return co_await one->plan();
}

result<void> engine::nudge(std::string_view sync)
{
    worker* one = self_->find(sync);
    if (!one) return implementation::unknown(std::string(sync));
    one->wake();
    return {};
}

awaitable<result<std::vector<person>>> engine::people(std::string sync, side where,
                                                      std::string email)
{
    worker* one = self_->find(sync);
    if (!one) co_return implementation::unknown(sync);
    co_return co_await one->people(where, std::move(email));
}

} // namespace dovetail::sync
