// SPDX-License-Identifier: Apache-2.0
// What a driver is made of, for the run of one swap.
#pragma once

#include <dovetail/swap/driver.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <set>

namespace dovetail::swap {

/// How much longer than its time probation may last while no pass could tell anything.
inline constexpr int longest_probation = 10;

/// Whether both run in the same place: what is not isolated runs in this process, however it is
/// set.
inline bool same_way(const host::isolation& one, const host::isolation& other)
{
    return one.process ? one == other : !other.process;
}

struct driver_parts
{
    driver_parts(host::plugin_registry& plugins, host::log& sink, boost::asio::any_io_executor on,
                 host::swap_settings set)
        : registry(plugins), log(sink), executor(std::move(on)), limits(set)
    {
    }

    host::plugin_registry& registry;
    host::log& log;
    boost::asio::any_io_executor executor;
    host::swap_settings limits;
    std::vector<connection_use> connections{};
    std::vector<mapping_use> mappings{};
    std::vector<sync_use> syncs{};
    std::map<std::string, std::shared_ptr<witness>> witnesses{};
    std::atomic<std::uint64_t> retired{0};

    const connection_use& connection(const std::string& name) const;
    const mapping_use& mapping(const std::string& name) const;
    bool uses(const sync_use& sync, const std::string& plugin) const;
    std::set<std::string> syncs_with(const std::string& plugin) const;
    /// The ways in which its uses isolate a plugin: each is a generation of its own.
    std::vector<host::isolation> ways_of(const std::string& plugin) const;
};

} // namespace dovetail::swap
