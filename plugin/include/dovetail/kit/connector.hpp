// SPDX-License-Identifier: Apache-2.0
// A connector as a class.
#pragma once

#include <dovetail/abi/connector.h>
#include <dovetail/kit/exchange.hpp>
#include <dovetail/kit/host.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace dovetail::kit {

/// Derive from it, write `run` as a coroutine, and name a function that makes it in
/// DOVETAIL_PLUGIN.
///
/// Threads   `run` may be entered for several exchanges at once, each on its own strand: what the
///           connector holds is constant after its construction.
/// Errors    whatever is thrown ends the exchange as FAILED (plugin_error as it is, anything else
///           as class bug). No exception crosses the boundary.
class connector
{
public:
    connector() = default;
    connector(const connector&) = delete;
    connector& operator=(const connector&) = delete;
    virtual ~connector() = default;

    /// Constant. `struct_size` is filled in by the kit.
    [[nodiscard]] virtual dovetail_abilities abilities() const noexcept = 0;

    /// Returns if a stored cursor can be gone on from; throws class gone or config if not.
    virtual void accept_cursor(std::string_view /*cursor*/) const {}

    /// One operation. `channel` and `wanted` live as long as the coroutine; so does the connector.
    virtual exchange_task run(channel& channel, const operation& wanted) = 0;
};

/// The error for an operation or a collection that a connector does not know.
[[nodiscard]] inline plugin_error unknown_operation(const operation& wanted)
{
    return {error_class::config, "unknown_operation",
            "this connector does not know the operation " + std::to_string(wanted.kind())};
}
[[nodiscard]] inline plugin_error unknown_collection(const operation& wanted)
{
    return {error_class::config, "unknown_collection",
            "this connector has no collection \"" + std::string{wanted.collection()} + "\""};
}

namespace detail {

struct connector_thunks
{
    static void abilities(void* self, dovetail_abilities* out) noexcept
    {
        put(out, static_cast<kit::connector*>(self)->abilities());
    }
    static dovetail_status accepts_cursor(void* self, dovetail_bytes cursor,
                                          dovetail_error* error) noexcept
    {
        return guarded(error,
                       [&] { static_cast<kit::connector*>(self)->accept_cursor(view(cursor)); });
    }
    static dovetail_status begin(void* self, const dovetail_operation* operation,
                                 dovetail_exchange* out, dovetail_error* error) noexcept
    {
        return guarded(error, [&] {
            auto begun = std::make_unique<exchange>(*operation);
            begun->run(
                static_cast<kit::connector*>(self)->run(begun->channel(), begun->operation()));
            put(out, dovetail_exchange{sizeof(dovetail_exchange), 0, begun.release(), &resume,
                                       &release});
        });
    }
    static void resume(void* self, const dovetail_event* event, dovetail_step* step) noexcept
    {
        static_cast<exchange*>(self)->resume(*event, *step);
    }
    static void release(void* self) noexcept { delete static_cast<exchange*>(self); }
    static void destroy(void* self) noexcept { delete static_cast<kit::connector*>(self); }
};

} // namespace detail

/// Provides DOVETAIL_CONNECTOR_ID. `make` takes the configuration, one JSON object that matched the
/// schema, and the host; it throws plugin_error of the class config, its message beginning with the
/// JSON pointer into the configuration.
template<std::unique_ptr<connector> (*make)(std::string_view configuration, const host& host)>
struct connector_extension
{
    static constexpr std::string_view id = DOVETAIL_CONNECTOR_ID;

    static const void* table() noexcept
    {
        static constexpr dovetail_connector_factory factory{sizeof(dovetail_connector_factory), 0,
                                                            &create};
        return &factory;
    }

private:
    static dovetail_status create(dovetail_text configuration, const dovetail_host* table,
                                  dovetail_connector* out, dovetail_error* error) noexcept
    {
        using thunks = detail::connector_thunks;
        return guarded(error, [&] {
            std::unique_ptr<connector> made = make(view(configuration), host{table});
            detail::put(out, dovetail_connector{sizeof(dovetail_connector), 0, made.release(),
                                                &thunks::abilities, &thunks::accepts_cursor,
                                                &thunks::begin, &thunks::destroy});
        });
    }
};

} // namespace dovetail::kit
