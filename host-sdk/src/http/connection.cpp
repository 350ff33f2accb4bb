// SPDX-License-Identifier: Apache-2.0
#include <dovetail/http/connection.hpp>
#include <dovetail/http/line.hpp>

#include "exchange_run.hpp"
#include "pages.hpp"
#include "retry.hpp"

#include <dovetail/host/run_on.hpp>

#include <boost/asio/strand.hpp>

#include <fmt/format.h>

#include <utility>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
using host::error;
using host::error_class;
using host::result;
using host::urgency;

using batches = std::vector<host::record_batch>;

dovetail_operation operation_of(std::uint32_t kind)
{
    dovetail_operation operation{};
    operation.struct_size = sizeof operation;
    operation.kind = kind;
    return operation;
}

class page_stream_of_source final : public host::page_stream
{
public:
    explicit page_stream_of_source(std::shared_ptr<page_source> source) : source_(std::move(source))
    {
    }
    ~page_stream_of_source() override { source_->abandon(); }

    asio::awaitable<result<std::optional<host::page>>> next() override { return source_->next(); }

private:
    std::shared_ptr<page_source> source_;
};

/// Runs check or lookup once; what it delivers is all or nothing.
asio::awaitable<result<batches>> collect_once(std::shared_ptr<const connection_core> core,
                                              dovetail_operation operation, urgency priority)
{
    operation.now_us = core->now_us();
    auto run = exchange_run::begin(core, operation, priority);
    if (!run) co_return run.error();
    batches all;
    for (;;) {
        auto got = co_await (*run)->next();
        if (!got) co_return got.error();
        if (!*got) co_return std::move(all);
        all.push_back(std::move((*got)->batch));
    }
}

asio::awaitable<result<batches>> collect(std::shared_ptr<const connection_core> core,
                                         dovetail_operation operation, urgency priority)
{
    co_await is_cancelled();
    const std::string_view name = operation.kind == DOVETAIL_OP_CHECK ? "check" : "lookup";
    retry_counter attempts(*core, name);
    for (;;) {
        auto outcome = co_await collect_once(core, operation, priority);
        if (outcome) co_return outcome;
        const bool again = co_await attempts.again(outcome.error());
        if (!again) co_return outcome;
    }
}

void note_throttling(const connection_core& core, const host::outcome_batch& batch)
{
    const auto all = host::outcomes(batch);
    for (std::size_t index = 0; index < all.size(); ++index) {
        const auto& each = all[index];
        if (each.result == DOVETAIL_APPLIED || each.error_class != DOVETAIL_ERROR_THROTTLED)
            continue;
        core.transport->throttled(
            std::chrono::milliseconds{static_cast<std::int64_t>(each.retry_after_ms)});
        return; // the whole connection slows down once
    }
}

asio::awaitable<result<host::outcome_batch>> write_once(std::shared_ptr<const connection_core> core,
                                                        std::span<const dovetail_change> changes,
                                                        urgency priority)
{
    co_await is_cancelled();
    auto operation = operation_of(DOVETAIL_OP_WRITE);
    operation.changes = changes.data();
    operation.change_count = changes.size();
    operation.now_us = core->now_us();
    auto run = exchange_run::begin(core, operation, priority);
    if (!run) co_return run.error();

    auto first = co_await (*run)->next();
    if (!first) co_return first.error();
    auto outcomes = std::move((*first)->outcomes); // host::exchange knows no write without
    note_throttling(*core, outcomes);
    // What was delivered stays delivered, whatever the exchange says after it; but a plugin that
    // broke the contract is not believed, and each change is looked up.
    const auto end = co_await (*run)->next();
    if (!end && end.error().kind == error_class::bug) co_return end.error();
    co_return std::move(outcomes);
}

asio::awaitable<result<void>> listen_once(std::shared_ptr<const connection_core> core,
                                          std::vector<std::uint8_t> cursor)
{
    co_await is_cancelled();
    auto operation = operation_of(DOVETAIL_OP_LISTEN);
    operation.cursor = {cursor.data(), cursor.size()};
    operation.now_us = core->now_us();
    auto run = exchange_run::begin(core, operation, urgency::routine);
    if (!run) co_return run.error();
    for (;;) {
        const auto got = co_await (*run)->next();
        if (!got) co_return got.error();
        if (!*got) co_return result<void>{};
    }
}

/// Each exchange has a strand of its own: parsing pages of several exchanges goes in parallel.
/// (The work is always a named object: GCC 12 destroys temporary closures in co_await twice.)
template<class Work>
auto on_own_strand(const asio::any_io_executor& executor, Work& work)
{
    return host::run_on(asio::any_io_executor(asio::make_strand(executor)), std::move(work));
}

class plugin_connection final : public host::connection
{
public:
    plugin_connection(std::shared_ptr<line> on, asio::any_io_executor executor,
                      std::shared_ptr<const connection_core> core)
        : line_(std::move(on)), executor_(std::move(executor)), core_(std::move(core))
    {
    }

    const std::string& name() const noexcept override { return core_->settings.name; }

    dovetail_abilities abilities() const override { return core_->connector->abilities(); }

    asio::awaitable<result<batches>> check() override
    {
        auto work = [core = core_] {
            return collect(core, operation_of(DOVETAIL_OP_CHECK), urgency::routine);
        };
        co_return co_await on_own_strand(executor_, work);
    }

    std::unique_ptr<host::page_stream> fetch(host::fetch_request request) override
    {
        return std::make_unique<page_stream_of_source>(
            std::make_shared<page_source>(executor_, core_, std::move(request)));
    }

    asio::awaitable<result<batches>> lookup(std::span<const dovetail_lookup> wanted,
                                            urgency priority, std::string_view collection) override
    {
        auto operation = operation_of(DOVETAIL_OP_LOOKUP);
        operation.collection = host::to_abi(collection);
        operation.lookups = wanted.data();
        operation.lookup_count = wanted.size();
        auto work = [core = core_, operation, priority] {
            return collect(core, operation, priority);
        };
        co_return co_await on_own_strand(executor_, work);
    }

    asio::awaitable<result<host::outcome_batch>> write(std::span<const dovetail_change> changes,
                                                       urgency priority) override
    {
        auto work = [core = core_, changes, priority] {
            return write_once(core, changes, priority);
        };
        co_return co_await on_own_strand(executor_, work);
    }

    asio::awaitable<result<void>> listen(std::span<const std::uint8_t> cursor) override
    {
        if ((abilities().can & DOVETAIL_CAN_LISTEN) == 0)
            co_return error{error_class::config, "cannot_listen",
                            fmt::format("connection '{}': its plugin has no push hints", name())};
        auto copied = std::vector<std::uint8_t>(cursor.begin(), cursor.end());
        auto work = [core = core_, from = std::move(copied)] { return listen_once(core, from); };
        co_return co_await on_own_strand(executor_, work);
    }

    host::budget_state budget() const override { return core_->transport->budget(); }

    result<void> accepts_cursor(std::span<const std::uint8_t> cursor) const override
    {
        return core_->connector->accepts_cursor(cursor);
    }

private:
    std::shared_ptr<line> line_;
    asio::any_io_executor executor_;
    std::shared_ptr<const connection_core> core_;
};

class transport_line final : public line, public std::enable_shared_from_this<transport_line>
{
public:
    transport_line(asio::any_io_executor executor, host::connection_settings settings,
                   std::shared_ptr<http::transport> transport, host::log& log, runtime world)
        : executor_(std::move(executor)), settings_(std::move(settings)),
          transport_(std::move(transport)), log_(log), world_(std::move(world))
    {
    }

    transport_line(const transport_line&) = delete;
    transport_line& operator=(const transport_line&) = delete;
    ~transport_line() override { transport_->stop(); }

    std::shared_ptr<host::connection> connect(
        std::shared_ptr<const host::connector> connector) override
    {
        auto core = std::make_shared<connection_core>(
            connection_core{settings_, std::move(connector), transport_, &log_, world_});
        return std::make_shared<plugin_connection>(shared_from_this(), executor_, std::move(core));
    }

private:
    asio::any_io_executor executor_;
    host::connection_settings settings_;
    std::shared_ptr<http::transport> transport_;
    host::log& log_;
    runtime world_;
};

} // namespace

result<std::shared_ptr<line>> line::open(asio::any_io_executor executor,
                                         host::connection_settings settings,
                                         const std::string& user_agent, host::log& log,
                                         runtime world)
{
    auto transport = transport::make(executor, settings, user_agent, log, world);
    if (!transport) return transport.error();
    return std::shared_ptr<line>(std::make_shared<transport_line>(
        std::move(executor), std::move(settings), std::move(*transport), log, std::move(world)));
}

result<std::shared_ptr<host::connection>> make_connection(
    asio::any_io_executor executor, host::connection_settings settings,
    std::shared_ptr<const host::connector> connector, host::log& log, runtime world)
{
    const auto& us = *connector->generation()->host();
    auto opened = line::open(std::move(executor), std::move(settings),
                             fmt::format("{}/{}", host::view(us.name), host::view(us.version)), log,
                             std::move(world));
    if (!opened) return opened.error();
    return (*opened)->connect(std::move(connector));
}

} // namespace dovetail::http
