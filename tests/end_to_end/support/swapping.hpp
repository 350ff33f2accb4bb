// SPDX-License-Identifier: Apache-2.0
// A deployment with plugins of its own, which are exchanged while its host runs.
#pragma once

#include "end_to_end/support/deployment.hpp"

#include <boost/json/object.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace dovetail::test {

/// The folder with a later version, as the build made it (swap_plugins/CMakeLists.txt).
std::filesystem::path later_version(const std::string& name);

class swapping : public deployment
{
public:
    /// Short times, and the built plugins copied into a folder that is the only one searched.
    explicit swapping(const std::string& seed = "none", bool sandbox_on_disk = false);

    /// Members of /plugins/swap in the manifest.
    boost::json::object& swap_settings();
    const std::filesystem::path& plugins() const noexcept { return plugins_; }

    /// Copies a later version there, under names of its own; gives the manifest's new path.
    std::filesystem::path install(const std::string& name);

    /// Starts `dovetail run` and waits for its first pass.
    std::unique_ptr<process> run_host();

    /// `plugins swap ID --to TO …`.
    ended swap(const std::string& id, const std::string& to, arguments more = {});

    /// What the state remembers, read from the file itself: a command would be too slow to see
    /// short states. An empty object: nothing yet.
    boost::json::object memory();
    /// The id of the last swap in it; empty: none.
    std::string last_swap();
    /// The state of the last swap in it; empty: none.
    std::string last_state();
    /// "id version" of the plugin a connection uses, as `status` tells.
    std::string plugin_of(const std::string& connection);

private:
    std::filesystem::path plugins_;
};

inline constexpr char salesforce_plugin[] = "dovetail.salesforce";
inline constexpr char mapping_plugin[] = "dovetail.task_mapping";

} // namespace dovetail::test
