// SPDX-License-Identifier: Apache-2.0
#include <dovetail/swap/driver.hpp>

#include "parts.hpp"
#include "run.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::swap {

const connection_use& driver_parts::connection(const std::string& name) const
{
    return *std::ranges::find(connections, name, &connection_use::name);
}

const mapping_use& driver_parts::mapping(const std::string& name) const
{
    return *std::ranges::find(mappings, name, &mapping_use::name);
}

bool driver_parts::uses(const sync_use& sync, const std::string& plugin) const
{
    return connection(sync.left).plugin == plugin || connection(sync.right).plugin == plugin ||
           mapping(sync.mapping).plugin == plugin;
}

std::set<std::string> driver_parts::syncs_with(const std::string& plugin) const
{
    std::set<std::string> names;
    for (const auto& sync : syncs)
        if (uses(sync, plugin)) names.insert(sync.name);
    return names;
}

std::vector<host::isolation> driver_parts::ways_of(const std::string& plugin) const
{
    std::vector<host::isolation> ways;
    const auto add = [&](const auto& use) {
        if (use.plugin != plugin) return;
        const auto same = [&](const host::isolation& way) { return same_way(way, use.isolation); };
        if (std::ranges::none_of(ways, same)) ways.push_back(use.isolation);
    };
    std::ranges::for_each(connections, add);
    std::ranges::for_each(mappings, add);
    return ways;
}

driver::driver(host::plugin_registry& registry, host::log& log,
               boost::asio::any_io_executor executor, host::swap_settings limits)
    : parts_(std::make_unique<driver_parts>(registry, log, std::move(executor), limits))
{
}

driver::~driver() = default;

std::shared_ptr<witness> driver::witness_of(const std::string& plugin)
{
    auto& known = parts_->witnesses[plugin];
    if (!known) known = std::make_shared<witness>();
    return known;
}

void driver::add(connection_use use)
{
    witness_of(use.plugin);
    parts_->connections.push_back(std::move(use));
}

void driver::add(mapping_use use)
{
    witness_of(use.plugin);
    parts_->mappings.push_back(std::move(use));
}

void driver::add(sync_use use)
{
    parts_->syncs.push_back(std::move(use));
}

std::vector<std::string> driver::plugins() const
{
    std::vector<std::string> ids;
    for (const auto& [id, watching] : parts_->witnesses)
        ids.push_back(id);
    return ids;
}

host::result<host::semantic_version> driver::version_of(const std::string& plugin) const
{
    const auto ways = parts_->ways_of(plugin);
    const auto running =
        parts_->registry.require(plugin, ways.empty() ? host::isolation{} : ways.front());
    if (!running) return running.error();
    return (*running)->version();
}

std::shared_ptr<const host::plugin_manifest> driver::find_newer(
    const std::string& plugin, const std::vector<host::version_set_aside>& set_aside) const
{
    const auto running = version_of(plugin);
    if (!running) return nullptr;
    host::search_wish wish;
    wish.set_aside = set_aside;
    const auto outcome = parts_->registry.search().find(plugin, wish);
    if (!outcome.ok() || !(outcome.found->version > *running)) return nullptr;
    // A version that is only there for want of another is no news.
    const auto& best = *outcome.found;
    const bool aside = std::ranges::any_of(set_aside, [&](const auto& one) {
        return one.id == plugin && one.version == to_string(best.version);
    });
    return aside ? nullptr : outcome.found;
}

std::vector<std::filesystem::path> driver::folders() const
{
    return parts_->registry.search().directories();
}

void driver::passed(const std::string& sync, const host::error* failure)
{
    const auto found = std::ranges::find(parts_->syncs, sync, &sync_use::name);
    if (found == parts_->syncs.end()) return;
    for (const auto& [plugin, watching] : parts_->witnesses)
        if (parts_->uses(*found, plugin)) watching->passed(sync, failure);
}

record driver::run(const request& wanted, const std::function<void(const record&)>& tell,
                   std::stop_token stop)
{
    return swap_run(*parts_, wanted, tell, std::move(stop)).to_its_end();
}

std::optional<host::error> driver::watch_again(const std::string& plugin, std::stop_token stop)
{
    auto& watching = *witness_of(plugin);
    watching.begin_trial(parts_->syncs_with(plugin));
    const auto time = parts_->limits.probation;
    watching.wait(time, time * longest_probation, std::move(stop));
    auto fault = watching.fault();
    watching.end_trial(!fault);
    return fault;
}

std::uint64_t driver::retired() const noexcept
{
    return parts_->retired;
}

} // namespace dovetail::swap
