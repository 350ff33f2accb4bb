// SPDX-License-Identifier: Apache-2.0
#include <simulation/plugins.hpp>

#include <stdexcept>

namespace dovetail::simulation {

namespace {

template<class T>
T value_of(host::result<T> made)
{
    if (!made) throw std::runtime_error(made.error().code + ": " + made.error().message);
    return std::move(*made);
}

host::connection_settings settings_of(std::string name, std::string plugin, std::string token_path,
                                      const char* secret)
{
    host::connection_settings made;
    made.name = std::move(name);
    made.plugin = std::move(plugin);
    made.http.base_url = "http://127.0.0.1:1";
    made.http.compress_replies = false;
    made.auth.type = host::auth_type::oauth2_client_credentials;
    made.auth.token_url = made.http.base_url + token_path;
    made.auth.client_id = "dovetail-sandbox";
    made.auth.client_secret = host::secret_source{{}, secret};
    return made;
}

} // namespace

plugins::plugins(const std::string& folder)
    : log_(http::make_log({}, [this](std::string_view line) {
          if (listener_) listener_(line);
      }))
{
    host::plugins_settings where;
    where.search = {folder};
    registry_ = std::make_unique<host::plugin_registry>(
        host::plugin_search(where),
        std::make_shared<host::plugin_host>("dovetail-sim", "1.0.0", *log_));
    for (const char* id :
         {"dovetail.salesforce", "dovetail.sales_connect", "dovetail.task_mapping"})
        value_of(registry_->require(id));
}

host::connection_settings plugins::salesforce()
{
    return settings_of("salesforce", "dovetail.salesforce", "/services/oauth2/token",
                       salesforce_secret);
}

host::connection_settings plugins::sales_connect()
{
    return settings_of("sales-connect", "dovetail.sales_connect", "/oauth/token",
                       sales_connect_secret);
}

std::shared_ptr<const host::connector> plugins::connector(const host::connection_settings& settings)
{
    return value_of(registry_->connector_for(settings));
}

std::shared_ptr<host::mapping> plugins::mapping(const std::string& configuration)
{
    host::mapping_settings settings;
    settings.name = "tasks";
    settings.plugin = "dovetail.task_mapping";
    settings.settings.json = configuration;
    return value_of(registry_->mapping_for(settings));
}

} // namespace dovetail::simulation
