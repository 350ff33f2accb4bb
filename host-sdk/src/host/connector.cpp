// SPDX-License-Identifier: Apache-2.0
#include "plugin_configuration.hpp"

#include "checked/readable.hpp"

#include <dovetail/host/connector.hpp>

namespace dovetail::host {
namespace {

dovetail_bytes to_abi_bytes(std::span<const std::uint8_t> bytes) noexcept
{
    return {bytes.data(), bytes.size()};
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
    if (const auto wrong = checked::unusable(handle))
        return broken_contract(*generation_, "begin", wrong);
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
        return broken_contract(*loaded, "extension",
                               {"A-46", "its connector factory has no create"});
    return connector_plugin(std::move(loaded), factory);
}

result<std::unique_ptr<connector>> connector_plugin::create(const configuration& settings) const
{
    if (auto fine = judge_configuration(*loaded_, settings); !fine) return fine.error();
    auto handle = empty_struct<dovetail_connector>();
    auto reported = empty_struct<dovetail_error>();
    if (create_from(*loaded_, *factory_, settings.json, handle, reported) != DOVETAIL_OK)
        return creation_failure(*loaded_, settings, reported);
    if (const auto wrong = checked::unusable(handle))
        return broken_contract(*loaded_, "create", wrong);
    auto abilities = empty_struct<dovetail_abilities>();
    handle.abilities(handle.self, &abilities);
    abilities.struct_size = sizeof abilities;
    auto made = std::make_unique<connector>(handle, abilities, loaded_);
    if (abilities.max_write_batch == 0 || abilities.max_lookup_batch == 0)
        return broken_contract(*loaded_, "abilities",
                               {"A-44", "its connector says that a batch holds no record"});
    return made;
}

} // namespace dovetail::host
