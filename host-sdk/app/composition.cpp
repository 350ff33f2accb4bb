// SPDX-License-Identifier: Apache-2.0
#include "app/composition.hpp"

#include "app/pass_listener.hpp"
#include "app/state_file.hpp"
#include "app/swap_facts.hpp"
#include "app/sync_policy.hpp"
#include "app/version.hpp"

#include <dovetail/host/cursor_converter.hpp>
#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/http/line.hpp>
#include <dovetail/swap/driver.hpp>
#include <dovetail/sync/engine.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

namespace dovetail::app {
namespace {

namespace asio = boost::asio;

/// Sockets and merging share these; more threads gain nothing while one sync is one strand.
constexpr std::size_t io_threads = 2;

/// How long a start waits for a server's facts: far longer than a server takes that answers, and
/// short enough that one that hangs keeps the other syncs from nothing.
constexpr std::chrono::seconds check_patience{15};

/// The threads of the host: they run until the object ends.
class io_runtime
{
public:
    io_runtime()
    {
        for (std::size_t i = 0; i < io_threads; ++i)
            threads_.emplace_back([this] { context_.run(); });
    }

    io_runtime(const io_runtime&) = delete;
    io_runtime& operator=(const io_runtime&) = delete;

    ~io_runtime() { stop(); }

    /// Ends the threads; what is left waiting goes with the object.
    void stop()
    {
        work_.reset();
        context_.stop();
        for (auto& thread : threads_)
            if (thread.joinable()) thread.join();
    }

    asio::io_context::executor_type executor() { return context_.get_executor(); }

    /// Runs a coroutine on a strand of its own and waits for it.
    template<class T>
    T wait_for(asio::awaitable<T> work)
    {
        return asio::co_spawn(asio::make_strand(context_), std::move(work), asio::use_future).get();
    }

private:
    asio::io_context context_{static_cast<int>(io_threads)};
    asio::executor_work_guard<asio::io_context::executor_type> work_ =
        asio::make_work_guard(context_);
    std::vector<std::jthread> threads_;
};

} // namespace

/// Threads end first; then members go from the last to the first: the engine before the connections
/// it uses, those before the context their sockets and timers belong to, and plugins at the end.
class composition::parts
{
public:
    parts(const setup& base, sync::state stored, sync::observer* watching)
        : host_(std::make_shared<const host::plugin_host>(
              host_name, host_version, *base.log, host::checking_for(base.manifest.plugins.check))),
          registry_(host::plugin_search(base.manifest.plugins), host_), log_(*base.log),
          store_(stored.store),
          driver_(registry_, log_, io_.executor(), base.manifest.plugins.swap),
          listener_(driver_, watching),
          engine_(io_.executor(), std::move(stored), log_, sync::system_clock_source(),
                  {.worker = worker_name()}, &listener_)
    {
    }

    parts(const parts&) = delete;
    parts& operator=(const parts&) = delete;
    ~parts() { io_.stop(); }

    std::optional<failure> add(const host::manifest& manifest, const host::sync_settings& wanted);

    outcome_of<std::shared_ptr<swap::swappable_connection>> connect(const host::manifest& manifest,
                                                                    const std::string& name);
    outcome_of<std::shared_ptr<swap::swappable_mapping>> map(const host::manifest& manifest,
                                                             const std::string& name);

    asio::awaitable<host::result<void>> check_patiently(std::string sync);

    std::shared_ptr<const host::plugin_host> host_;
    host::plugin_registry registry_;
    host::log& log_;
    io_runtime io_;
    std::shared_ptr<sync::state_store> store_;
    swap::driver driver_;
    pass_listener listener_;
    std::map<std::string, std::shared_ptr<swap::swappable_mapping>> mappings_;
    std::map<std::string, std::shared_ptr<swap::swappable_connection>> connections_;
    sync::engine engine_;
};

namespace {

/// A connector, put on its connection's line.
host::result<swap::generation> generation_on(http::line& line,
                                             host::result<std::unique_ptr<host::connector>> made)
{
    if (!made) return made.error();
    const std::shared_ptr<const host::connector> connector = std::move(*made);
    const auto plugin = connector->generation();
    swap::generation all{line.connect(connector),
                         fmt::format("{} {}", plugin->id(), to_string(plugin->version())),
                         {}};
    if (auto converter = host::cursor_converter::of(plugin))
        all.convert = [own = std::move(*converter)](std::span<const std::uint8_t> cursor) {
            return own.convert(cursor);
        };
    return all;
}

} // namespace

outcome_of<std::shared_ptr<swap::swappable_connection>> composition::parts::connect(
    const host::manifest& manifest, const std::string& name)
{
    if (const auto known = connections_.find(name); known != connections_.end())
        return known->second;
    const auto& wanted = *manifest.find_connection(name);
    auto made = registry_.connector_for(wanted);
    if (!made) return failure::of(made.error());
    auto opened = http::line::open(io_.executor(), wanted,
                                   fmt::format("{}/{}", host_name, host_version), log_);
    if (!opened) return failure::of(opened.error());
    const auto line = std::move(*opened);
    auto first = generation_on(*line, std::move(made));
    if (!first) return failure::of(first.error());
    auto connection = swap::make_swappable(std::move(*first), driver_.witness_of(wanted.plugin));
    connections_.emplace(name, connection);
    driver_.add(swap::connection_use{
        name, wanted.plugin, connection,
        [line, &wanted](const std::shared_ptr<const host::plugin>& by) {
            return generation_on(*line, host::plugin_registry::connector_for(wanted, by));
        },
        wanted.isolation});
    return connection;
}

outcome_of<std::shared_ptr<swap::swappable_mapping>> composition::parts::map(
    const host::manifest& manifest, const std::string& name)
{
    if (const auto known = mappings_.find(name); known != mappings_.end()) return known->second;
    const auto& wanted = *manifest.find_mapping(name);
    auto made = registry_.mapping_for(wanted);
    if (!made) return failure::of(made.error());
    auto mapping = std::make_shared<swap::swappable_mapping>(std::move(*made),
                                                             driver_.witness_of(wanted.plugin));
    mappings_.emplace(name, mapping);
    driver_.add(swap::mapping_use{name, wanted.plugin, mapping,
                                  [&wanted](const std::shared_ptr<const host::plugin>& by)
                                      -> host::result<std::shared_ptr<const host::mapping>> {
                                      auto next = host::plugin_registry::mapping_for(wanted, by);
                                      if (!next) return next.error();
                                      return std::shared_ptr<const host::mapping>(std::move(*next));
                                  },
                                  wanted.isolation});
    return mapping;
}

std::optional<failure> composition::parts::add(const host::manifest& manifest,
                                               const host::sync_settings& wanted)
{
    auto left = connect(manifest, wanted.left.connection);
    if (!left) return left.error();
    auto right = connect(manifest, wanted.right.connection);
    if (!right) return right.error();
    auto mapping = map(manifest, wanted.mapping);
    if (!mapping) return mapping.error();
    auto added =
        engine_.add({wanted.name, {*left, *right}, std::move(*mapping), to_policy(wanted)});
    if (!added) return failure::of(added.error());
    driver_.add(swap::sync_use{
        wanted.name, wanted.left.connection, wanted.right.connection, wanted.mapping,
        [store = store_, name = wanted.name](host::side where) -> host::result<swap::cursor_bytes> {
            auto stored = store->cursors(name);
            if (!stored) return stored.error();
            auto& cursor = stored->of(where);
            return cursor ? std::move(cursor->bytes) : swap::cursor_bytes{};
        }});
    return std::nullopt;
}

asio::awaitable<host::result<void>> composition::parts::check_patiently(std::string sync)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer patience(co_await asio::this_coro::executor, check_patience);
    auto ended = co_await (engine_.check(sync) || patience.async_wait(asio::use_awaitable));
    const auto* checked = std::get_if<0>(&ended);
    if (checked && !*checked && checked->error().kind == host::error_class::config)
        co_return *checked;
    co_return host::result<void>{};
}

outcome_of<std::unique_ptr<composition>> composition::build(
    const setup& base, std::span<const host::sync_settings* const> syncs, sync::state stored,
    sync::observer* watching)
{
    std::vector<std::string> names;
    for (const auto* wanted : syncs)
        names.push_back(wanted->name);
    auto set_aside = stored_swaps(*stored.store, names).for_search();
    auto built = std::make_unique<parts>(base, std::move(stored), watching);
    built->registry_.set_aside(std::move(set_aside));
    for (const auto* wanted : syncs)
        if (auto trouble = built->add(base.manifest, *wanted)) return *trouble;
    return std::unique_ptr<composition>(new composition(std::move(built)));
}

composition::composition(std::unique_ptr<parts> built) noexcept : parts_(std::move(built)) {}

composition::~composition() = default;

host::result<void> composition::check(const std::string& sync)
{
    return parts_->io_.wait_for(parts_->engine_.check(sync));
}

host::result<void> composition::check_at_start(const std::string& sync)
{
    return parts_->io_.wait_for(parts_->check_patiently(sync));
}

host::result<void> composition::run()
{
    return parts_->io_.wait_for(parts_->engine_.run());
}

host::result<sync::once_report> composition::once(const std::string& sync)
{
    return parts_->io_.wait_for(parts_->engine_.once(sync));
}

host::result<sync::plan_report> composition::plan(const std::string& sync)
{
    return parts_->io_.wait_for(parts_->engine_.plan(sync));
}

void composition::stop() noexcept
{
    parts_->engine_.stop();
}

host::result<std::vector<sync::person>> composition::people(const std::string& sync,
                                                            host::side where,
                                                            const std::string& email)
{
    return parts_->io_.wait_for(parts_->engine_.people(sync, where, email));
}

std::vector<open_connection> composition::connections() const
{
    std::vector<open_connection> all;
    for (const auto& [name, connection] : parts_->connections_)
        all.push_back({name, connection->present().label, connection->budget()});
    return all;
}

const host::contract_findings& composition::findings() const noexcept
{
    return parts_->host_->findings();
}

swap::driver& composition::swaps() noexcept
{
    return parts_->driver_;
}

} // namespace dovetail::app
