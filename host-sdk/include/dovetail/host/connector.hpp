// SPDX-License-Identifier: Apache-2.0
// A connector plugin, its configured connectors, and their exchanges.
#pragma once

#include <dovetail/abi/connector.h>

#include <dovetail/host/batch.hpp>
#include <dovetail/host/configuration.hpp>
#include <dovetail/host/error.hpp>
#include <dovetail/host/plugin.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace dovetail::host {

namespace checked {
struct finding;
}

/// What an exchange wants next: the contract's step, checked and with its deliveries owned.
///
/// Lifetime  `request` and `cursor` live until the exchange is resumed or ends; batch and outcomes
///           as long as this object or whoever took them.
struct exchange_step
{
    std::uint32_t kind = DOVETAIL_STEP_FAILED; ///< one of DOVETAIL_STEP_*, never an unknown one
    const dovetail_request* request = nullptr; ///< REQUEST: never null
    record_batch batch{};                      ///< DELIVER
    outcome_batch outcomes{};                  ///< DELIVER
    std::span<const std::uint8_t> cursor{};    ///< DELIVER
    std::uint64_t total = 0;
    dovetail_usage usage{};
    std::uint64_t wait_ms = 0;
    error failure{}; ///< FAILED
};

/// One running operation: the only place where a plugin's steps are read, and all of them are
/// checked against the contract and the operation.
///
/// Limits    1,000,000 steps; 1,000 requests without a delivery in between; 10 minutes a wait; 256
///           headers a request; 1,000,000 records or outcomes a delivery. What exceeds them is
///           broken, for no operation needs as much.
/// Threads   one call at a time, on the strand that owns it.
/// Lifetime  keeps its plugin loaded; ends when destroyed, done or not.
class exchange
{
public:
    /// `operation` is what it was begun for; nothing it points to is kept.
    exchange(const dovetail_exchange& handle, const dovetail_operation& operation,
             std::shared_ptr<const plugin> generation) noexcept;
    exchange(exchange&& other) noexcept;
    exchange& operator=(exchange&& other) noexcept;
    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;
    ~exchange();

    /// A step that breaks the contract comes out as FAILED with the class bug, naming plugin and
    /// operation, and the plugin is not resumed again; so does resuming what is over.
    exchange_step resume(const dovetail_event& event);

    /// Ends it for a breach that only the driver can see, e.g. a header that HTTP does not allow.
    /// `rule` is its number in docs/abi.md.
    error break_off(std::string_view rule, std::string_view what);

    /// Whether a step DONE or FAILED came.
    bool over() const noexcept { return over_; }

private:
    void end() noexcept;
    checked::finding why_out_of_place(const exchange_step& step);
    checked::finding why_unfit(const exchange_step& delivery);

    dovetail_exchange handle_{};
    std::shared_ptr<const plugin> generation_;
    std::uint32_t operation_ = 0;
    std::uint64_t change_count_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t requests_since_delivery_ = 0;
    bool delivered_ = false;
    bool over_ = false;
};

/// One configured connector.
///
/// Threads   any; exchanges run concurrently, each on its own strand. Destroyed after its
///           exchanges; batches, outcomes and errors may outlive it.
class connector
{
public:
    connector(const dovetail_connector& handle, const dovetail_abilities& abilities,
              std::shared_ptr<const plugin> generation) noexcept;
    ~connector();
    connector(const connector&) = delete;
    connector& operator=(const connector&) = delete;

    const dovetail_abilities& abilities() const noexcept { return abilities_; }

    /// Whether a stored cursor can be gone on from: class gone (start anew) or config if not.
    result<void> accepts_cursor(std::span<const std::uint8_t> cursor) const;

    /// Begins an operation; what it points to is needed until begin returns.
    result<exchange> begin(const dovetail_operation& operation) const;

    std::shared_ptr<const plugin> generation() const noexcept { return generation_; }

private:
    dovetail_connector handle_;
    dovetail_abilities abilities_;
    std::shared_ptr<const plugin> generation_;
};

/// A loaded plugin that makes connectors.
class connector_plugin
{
public:
    /// Error config, code "plugin_provides": the plugin has no dovetail.connector/1.
    static result<connector_plugin> of(std::shared_ptr<const plugin> loaded);

    /// A connector. The configuration is checked against the plugin's schema first, then by the
    /// plugin itself; faults of both come as error config, code "plugin_configuration", with file,
    /// line and JSON pointer.
    result<std::unique_ptr<connector>> create(const configuration& settings) const;

    const std::shared_ptr<const plugin>& generation() const noexcept { return loaded_; }

private:
    connector_plugin(std::shared_ptr<const plugin> loaded,
                     const dovetail_connector_factory* factory) noexcept;

    std::shared_ptr<const plugin> loaded_;
    const dovetail_connector_factory* factory_;
};

} // namespace dovetail::host
