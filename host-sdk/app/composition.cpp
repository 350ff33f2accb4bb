// SPDX-License-Identifier: Apache-2.0
#include "app/composition.hpp"

#include "app/state_file.hpp"
#include "app/sync_policy.hpp"
#include "app/version.hpp"

#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/http/connection.hpp>
#include <dovetail/sync/engine.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>

#include <fmt/format.h>

#include <map>
#include <optional>
#include <thread>
#include <utility>

namespace dovetail::app {
namespace {

namespace asio = boost::asio;

/// Sockets and merging share these; more threads gain nothing while one sync is one strand.
constexpr std::size_t io_threads = 2;

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
        : registry_(host::plugin_search(base.manifest.plugins),
                    std::make_shared<host::plugin_host>(host_name, host_version, *base.log)),
          log_(*base.log), engine_(io_.executor(), std::move(stored), log_,
                                   sync::system_clock_source(), {.worker = worker_name()}, watching)
    {
    }

    parts(const parts&) = delete;
    parts& operator=(const parts&) = delete;
    ~parts() { io_.stop(); }

    std::optional<failure> add(const host::manifest& manifest, const host::sync_settings& wanted);

    struct opened
    {
        std::shared_ptr<host::connection> transport;
        std::string plugin;
    };

    outcome_of<opened> connect(const host::manifest& manifest, const std::string& name);
    outcome_of<std::shared_ptr<host::mapping>> map(const host::manifest& manifest,
                                                   const std::string& name);

    host::plugin_registry registry_;
    host::log& log_;
    io_runtime io_;
    std::map<std::string, std::shared_ptr<host::mapping>> mappings_;
    std::map<std::string, opened> connections_;
    sync::engine engine_;
};

outcome_of<composition::parts::opened> composition::parts::connect(const host::manifest& manifest,
                                                                   const std::string& name)
{
    if (const auto known = connections_.find(name); known != connections_.end())
        return known->second;
    const auto& wanted = *manifest.find_connection(name);
    auto made = registry_.connector_for(wanted);
    if (!made) return failure::of(made.error());
    const std::shared_ptr<const host::connector> connector = std::move(*made);
    opened result;
    result.plugin = fmt::format("{} {}", connector->generation()->id(),
                                to_string(connector->generation()->version()));
    auto transport = http::make_connection(io_.executor(), wanted, connector, log_);
    if (!transport) return failure::of(transport.error());
    result.transport = std::move(*transport);
    connections_.emplace(name, result);
    return result;
}

outcome_of<std::shared_ptr<host::mapping>> composition::parts::map(const host::manifest& manifest,
                                                                   const std::string& name)
{
    if (const auto known = mappings_.find(name); known != mappings_.end()) return known->second;
    auto made = registry_.mapping_for(*manifest.find_mapping(name));
    if (!made) return failure::of(made.error());
    std::shared_ptr<host::mapping> mapping = std::move(*made);
    mappings_.emplace(name, mapping);
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
    auto added = engine_.add(
        {wanted.name, {left->transport, right->transport}, std::move(*mapping), to_policy(wanted)});
    if (!added) return failure::of(added.error());
    return std::nullopt;
}

outcome_of<std::unique_ptr<composition>> composition::build(
    const setup& base, std::span<const host::sync_settings* const> syncs, sync::state stored,
    sync::observer* watching)
{
    auto built = std::make_unique<parts>(base, std::move(stored), watching);
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
    auto checked = check(sync);
    if (!checked && checked.error().kind == host::error_class::config) return checked;
    return {};
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
    for (const auto& [name, opened] : parts_->connections_)
        all.push_back({name, opened.plugin, opened.transport->budget()});
    return all;
}

} // namespace dovetail::app
