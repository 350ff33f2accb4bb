// SPDX-License-Identifier: Apache-2.0
#include <dovetail/swap/connection.hpp>

#include "slot.hpp"
#include "stream.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <utility>

namespace dovetail::swap {
namespace {

namespace asio = boost::asio;
using host::error;
using host::error_class;
using host::result;
using host::urgency;

using batches = std::vector<host::record_batch>;

class connection_in_slot final : public swappable_connection
{
public:
    connection_in_slot(generation first, std::shared_ptr<witness> faults)
        : name_(first.connection->name()),
          place_(std::make_shared<slot>(std::move(first), std::move(faults)))
    {
    }

    const std::string& name() const noexcept override { return name_; }

    dovetail_abilities abilities() const override
    {
        return place_->present()->connection->abilities();
    }

    asio::awaitable<result<batches>> check() override
    {
        const auto inside = co_await place_->gate()->enter();
        if (!inside) co_return cancelled_at_the_gate();
        const auto on = place_->present();
        auto done = co_await on->connection->check();
        if (!done) place_->failed("check", done.error());
        co_return done;
    }

    std::unique_ptr<host::page_stream> fetch(host::fetch_request request) override
    {
        return std::make_unique<swappable_stream>(place_, std::move(request));
    }

    asio::awaitable<result<batches>> lookup(std::span<const dovetail_lookup> wanted,
                                            urgency priority, std::string_view collection) override;

    asio::awaitable<result<host::outcome_batch>> write(std::span<const dovetail_change> changes,
                                                       urgency priority) override;

    asio::awaitable<result<void>> listen(std::span<const std::uint8_t> cursor) override;

    host::budget_state budget() const override { return place_->present()->connection->budget(); }

    result<void> accepts_cursor(std::span<const std::uint8_t> cursor) const override
    {
        const auto usable = place_->usable(cursor);
        if (!usable) return usable.error();
        return {};
    }

    void close() override { place_->close(); }

    bool wait_until_idle(std::chrono::steady_clock::time_point until, std::stop_token stop) override
    {
        return place_->gate()->wait_until_empty(until, std::move(stop));
    }

    generation exchange(generation next) override { return place_->exchange(std::move(next)); }
    void open() override { place_->gate()->open(); }
    void settle() override { place_->settle(); }
    generation present() const override { return *place_->present(); }

private:
    std::string name_;
    std::shared_ptr<slot> place_;
};

/// The caller split by the abilities of a moment ago; another generation may take fewer.
asio::awaitable<result<batches>> connection_in_slot::lookup(std::span<const dovetail_lookup> wanted,
                                                            urgency priority,
                                                            std::string_view collection)
{
    const auto inside = co_await place_->gate()->enter();
    if (!inside) co_return cancelled_at_the_gate();
    const auto on = place_->present();
    const auto most = static_cast<std::size_t>(on->connection->abilities().max_lookup_batch);
    batches all;
    do {
        const auto some = wanted.first(std::min(wanted.size(), most));
        wanted = wanted.subspan(some.size());
        auto done = co_await on->connection->lookup(some, priority, collection);
        if (!done) {
            place_->failed("lookup", done.error());
            co_return done;
        }
        for (auto& batch : *done)
            all.push_back(std::move(batch));
    } while (!wanted.empty());
    co_return std::move(all);
}

asio::awaitable<result<host::outcome_batch>> connection_in_slot::write(
    std::span<const dovetail_change> changes, urgency priority)
{
    const auto inside = co_await place_->gate()->enter();
    if (!inside) co_return cancelled_at_the_gate();
    const auto on = place_->present();
    // Nothing is known of a write that ends with an error, so the engine looks up what became of
    // it, and finds that nothing did.
    if (changes.size() > on->connection->abilities().max_write_batch)
        co_return error{
            error_class::retryable, "batch_too_large",
            "the plugin was swapped for one that takes smaller batches: nothing of this "
            "one was sent"};
    auto done = co_await on->connection->write(changes, priority);
    if (!done) place_->failed("write", done.error());
    co_return done;
}

asio::awaitable<result<void>> connection_in_slot::listen(std::span<const std::uint8_t> cursor)
{
    using namespace asio::experimental::awaitable_operators;
    const cursor_bytes from(cursor.begin(), cursor.end());
    for (;;) {
        auto inside = co_await place_->gate()->enter();
        if (!inside) co_return cancelled_at_the_gate();
        const auto on = place_->present();
        auto usable = from.empty() ? result<cursor_bytes>(from) : place_->usable(from);
        if (!usable) co_return usable.error();
        auto first = co_await (on->connection->listen(*usable) || place_->gate()->until_closed());
        if (const auto* done = std::get_if<0>(&first)) {
            if (!*done) place_->failed("listen", done->error());
            co_return *done;
        }
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return cancelled_at_the_gate();
    }
}

} // namespace

std::shared_ptr<swappable_connection> make_swappable(generation first,
                                                     std::shared_ptr<witness> faults)
{
    return std::make_shared<connection_in_slot>(std::move(first), std::move(faults));
}

} // namespace dovetail::swap
