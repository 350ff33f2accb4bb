// SPDX-License-Identifier: Apache-2.0
// A mapper plugin and its configured mappers, which are mappings.
#pragma once

#include <dovetail/host/configuration.hpp>
#include <dovetail/host/error.hpp>
#include <dovetail/host/mapping.hpp>
#include <dovetail/host/plugin.hpp>

#include <memory>
#include <string>

namespace dovetail::host {

/// A loaded plugin that makes mappers.
class mapper_plugin
{
public:
    /// Error config, code "plugin_provides": the plugin has no dovetail.mapper/1.
    static result<mapper_plugin> of(std::shared_ptr<const plugin> loaded);

    /// A mapping called `name` in the manifest; faults in the configuration as for connectors.
    result<std::unique_ptr<mapping>> create(std::string name, const configuration& settings) const;

    const std::shared_ptr<const plugin>& generation() const noexcept { return loaded_; }

private:
    mapper_plugin(std::shared_ptr<const plugin> loaded,
                  const dovetail_mapper_factory* factory) noexcept;

    std::shared_ptr<const plugin> loaded_;
    const dovetail_mapper_factory* factory_;
};

} // namespace dovetail::host
