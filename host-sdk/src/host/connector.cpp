// SPDX-License-Identifier: Apache-2.0
#include "plugin_configuration.hpp"

#include <dovetail/host/connector.hpp>

namespace dovetail::host {
namespace {

dovetail_bytes to_abi_bytes(std::span<const std::uint8_t> bytes) noexcept
{
    return {bytes.data(), bytes.size()};
}

bool is_complete(const dovetail_connector& made) noexcept
{
    return DOVETAIL_HAS(&made, dovetail_connector, destroy) && made.abilities &&
           made.accepts_cursor && made.begin && made.destroy;
}

} // namespace

connector::connector(const dovetail_connector& handle, const dovetail_abilities& abilities,
                     std::shared_ptr<const plugin> generation) noexcept
    : handle_(handle), abilities_(abilities), generation_(std::move(generation))
{
}

connector::~connector()
{
    handle_.destroy(handle_.self);
}

result<void> connector::accepts_cursor(std::span<const std::uint8_t> cursor) const
{
    auto reported = empty_struct<dovetail_error>();
    if (handle_.accepts_cursor(handle_.self, to_abi_bytes(cursor), &reported) == DOVETAIL_OK)
        return {};
    return failure_of(*generation_, reported);
}

result<exchange> connector::begin(const dovetail_operation& operation) const
{
    auto handle = empty_struct<dovetail_exchange>();
    auto reported = empty_struct<dovetail_error>();
    if (handle_.begin(handle_.self, &operation, &handle, &reported) != DOVETAIL_OK)
        return failure_of(*generation_, reported);
    if (!DOVETAIL_HAS(&handle, dovetail_exchange, release) || !handle.resume || !handle.release)
        return broken_contract(*generation_, "begin handed out an exchange without functions");
    return exchange(handle, operation, generation_);
}

connector_plugin::connector_plugin(std::shared_ptr<const plugin> loaded,
                                   const dovetail_connector_factory* factory) noexcept
    : loaded_(std::move(loaded)), factory_(factory)
{
}

result<connector_plugin> connector_plugin::of(std::shared_ptr<const plugin> loaded)
{
    const auto* factory =
        static_cast<const dovetail_connector_factory*>(loaded->extension(DOVETAIL_CONNECTOR_ID));
    if (!factory)
        return error{error_class::config, "plugin_provides",
                     "the plugin " + loaded->label() +
                         " is no connector: it does not provide " DOVETAIL_CONNECTOR_ID};
    if (!DOVETAIL_HAS(factory, dovetail_connector_factory, create) || !factory->create)
        return broken_contract(*loaded, "its connector factory has no create");
    return connector_plugin(std::move(loaded), factory);
}

result<std::unique_ptr<connector>> connector_plugin::create(const configuration& settings) const
{
    if (auto fine = judge_configuration(*loaded_, settings); !fine) return fine.error();
    auto handle = empty_struct<dovetail_connector>();
    auto reported = empty_struct<dovetail_error>();
    if (factory_->create(to_abi(settings.json), loaded_->host(), &handle, &reported) != DOVETAIL_OK)
        return creation_failure(*loaded_, settings, reported);
    if (!is_complete(handle))
        return broken_contract(*loaded_, "create handed out a connector without functions");
    auto abilities = empty_struct<dovetail_abilities>();
    handle.abilities(handle.self, &abilities);
    abilities.struct_size = sizeof abilities;
    auto made = std::make_unique<connector>(handle, abilities, loaded_);
    if (abilities.max_write_batch == 0 || abilities.max_lookup_batch == 0)
        return broken_contract(*loaded_, "its connector says that a batch holds no record");
    return made;
}

} // namespace dovetail::host
