// SPDX-License-Identifier: Apache-2.0
// The real plugins, found and loaded once by the host's own loader; and what is made of them.
#pragma once

#include <dovetail/host/manifest.hpp>
#include <dovetail/host/plugin_registry.hpp>
#include <dovetail/http/log.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace dovetail::simulation {

/// Lines of the log go to whoever listens at the time.
using log_listener = std::function<void(std::string_view)>;

/// Names of environment variables that hold the secrets of the two applications.
inline constexpr const char* salesforce_secret = "DOVETAIL_SIMULATION_SALESFORCE_SECRET";
inline constexpr const char* sales_connect_secret = "DOVETAIL_SIMULATION_SALES_CONNECT_SECRET";

class plugins
{
public:
    /// `folder`: where the plugins lie. Throws std::runtime_error with the search's own words.
    explicit plugins(const std::string& folder);

    host::log& log() noexcept { return *log_; }
    void listen(log_listener to) { listener_ = std::move(to); }

    /// As the manifest would have them, with addresses that lead nowhere.
    static host::connection_settings salesforce();
    static host::connection_settings sales_connect();

    std::shared_ptr<const host::connector> connector(const host::connection_settings& settings);
    /// `configuration`: JSON, over the shipped rules.
    std::shared_ptr<host::mapping> mapping(const std::string& configuration);

private:
    log_listener listener_;
    std::unique_ptr<host::log> log_;
    std::unique_ptr<host::plugin_registry> registry_;
};

} // namespace dovetail::simulation
