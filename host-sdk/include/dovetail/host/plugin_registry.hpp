// SPDX-License-Identifier: Apache-2.0
// The plugins a host runs: found and loaded by id, once each.
#pragma once

#include <dovetail/host/connector.hpp>
#include <dovetail/host/isolation.hpp>
#include <dovetail/host/mapper.hpp>
#include <dovetail/host/plugin_search.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::host {

struct manifest;
struct connection_settings;
struct mapping_settings;

/// Search and loader together: what a host needs to turn a manifest into connectors and mappings.
///
/// Threads   any.
class plugin_registry
{
public:
    /// `host` and `private_parent` as for plugin_loader.
    plugin_registry(plugin_search search, std::shared_ptr<const plugin_host> host,
                    std::filesystem::path private_parent = {});

    /// Versions that `require` uses only for want of another. Before the first call of it.
    void set_aside(std::vector<version_set_aside> versions);

    /// The newest usable plugin with that id, loaded at the first call. Better finds that were
    /// passed over because they are broken are logged as warnings. Each way to isolate it is a
    /// generation of its own.
    result<std::shared_ptr<const plugin>> require(std::string_view id, const isolation& how = {});

    /// A new generation beside those that are loaded; `require` does not see it.
    result<std::shared_ptr<const plugin>> load(const std::shared_ptr<const plugin_manifest>& about,
                                               const isolation& how = {});

    /// From now on `require` gives this generation to those that want it isolated as it is.
    void adopt(const std::shared_ptr<const plugin>& generation);

    result<std::unique_ptr<connector>> connector_for(const connection_settings& settings);
    result<std::unique_ptr<mapping>> mapping_for(const mapping_settings& settings);

    /// The same by a generation that `load` gave, isolated as the settings want it.
    static result<std::unique_ptr<connector>> connector_for(
        const connection_settings& settings, const std::shared_ptr<const plugin>& by);
    static result<std::unique_ptr<mapping>> mapping_for(const mapping_settings& settings,
                                                        const std::shared_ptr<const plugin>& by);

    const plugin_search& search() const noexcept { return search_; }

private:
    /// One for each id and way of isolation.
    using generations = std::vector<std::shared_ptr<const plugin>>;

    generations::iterator find(std::string_view id, const isolation& how);

    plugin_search search_;
    std::shared_ptr<const plugin_host> host_;
    plugin_loader loader_;
    std::mutex mutex_;
    std::vector<version_set_aside> set_aside_;
    generations loaded_; ///< few: looked through
};

} // namespace dovetail::host
