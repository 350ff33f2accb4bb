// SPDX-License-Identifier: Apache-2.0
// Carries swaps out: the state machine's actions on the plugins, connections and mappings of a
// host.
#pragma once

#include <dovetail/host/log.hpp>
#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/swap/connection.hpp>
#include <dovetail/swap/mapping.hpp>
#include <dovetail/swap/record.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dovetail::swap {

/// A connection that uses a plugin.
struct connection_use
{
    std::string name;
    std::string plugin; ///< id
    std::shared_ptr<swappable_connection> connection{};
    /// Puts a connector of another generation, with the connection's configuration, on its line.
    std::function<host::result<generation>(const std::shared_ptr<const host::plugin>&)> make{};
    host::isolation isolation{}; ///< where its code runs
};

/// A mapping that uses a plugin.
struct mapping_use
{
    std::string name;
    std::string plugin;
    std::shared_ptr<swappable_mapping> mapping{};
    std::function<host::result<std::shared_ptr<const host::mapping>>(
        const std::shared_ptr<const host::plugin>&)>
        make{};
    host::isolation isolation{};
};

/// A sync, and where its cursors are.
struct sync_use
{
    std::string name;
    std::string left; ///< names of connections
    std::string right;
    std::string mapping;
    /// The stored cursor of a side; empty: there is none yet.
    std::function<host::result<cursor_bytes>(host::side)> cursor{};

    const std::string& connection(host::side where) const noexcept
    {
        return where == host::side::left ? left : right;
    }
};

struct driver_parts;

/// The swaps of one host.
///
/// Threads   set up on one thread. `run` blocks, on a thread of its own, one swap at a time;
///           `passed` may be called on any thread.
/// Lifetime  registry, log and executor outlive it.
class driver
{
public:
    driver(host::plugin_registry& registry, host::log& log, boost::asio::any_io_executor executor,
           host::swap_settings limits);
    ~driver();
    driver(const driver&) = delete;
    driver& operator=(const driver&) = delete;

    /// Who watches a plugin: for make_swappable and swappable_mapping.
    std::shared_ptr<witness> witness_of(const std::string& plugin);

    void add(connection_use use);
    void add(mapping_use use);
    void add(sync_use use);

    /// Ids of the plugins in use.
    std::vector<std::string> plugins() const;

    /// The version that runs.
    host::result<host::semantic_version> version_of(const std::string& plugin) const;

    /// The best version the search finds, if it is newer than the one that runs; else null. Its
    /// files are complete: a library that does not match its digest is passed over.
    std::shared_ptr<const host::plugin_manifest> find_newer(
        const std::string& plugin, const std::vector<host::version_set_aside>& set_aside) const;

    /// Where plugins are looked for.
    std::vector<std::filesystem::path> folders() const;

    /// A pass of a sync ended.
    void passed(const std::string& sync, const host::error* failure);

    /// Carries a swap out to its end; `tell` hears of every transition, at once. A stop ends it
    /// where that is possible, and at probation as `interrupted`.
    record run(const request& wanted, const std::function<void(const record&)>& tell,
               std::stop_token stop);

    /// Watches the running version as if it had just been swapped in, with nothing to go back to:
    /// for a host that ended during probation. The fault, if it did not do well.
    std::optional<host::error> watch_again(const std::string& plugin, std::stop_token stop);

    /// Generations that were loaded and are used no more; they stay mapped.
    std::uint64_t retired() const noexcept;

private:
    std::unique_ptr<driver_parts> parts_;
};

} // namespace dovetail::swap
