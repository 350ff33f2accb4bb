// SPDX-License-Identifier: Apache-2.0
// One exchange of a plugin, driven to its end.
#pragma once

#include "transport.hpp"

#include <dovetail/abi/connector.h>
#include <dovetail/host/batch.hpp>
#include <dovetail/http/connection.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace dovetail::http {

/// What all exchanges of a connection share. Immutable but for the transport.
struct connection_core
{
    connection_settings settings;
    connector_handle plugin;
    std::shared_ptr<http::transport> transport;
    host::log* sink = nullptr;
    runtime world;

    std::int64_t now_us() const;
    /// An error of class bug that names the plugin.
    host::error bug(std::string_view what) const;
};

/// What a DELIVER step brought. Exactly one of the first two is filled.
struct delivery
{
    std::optional<host::record_batch> batch{};
    std::optional<host::outcome_batch> outcomes{};
    std::vector<std::uint8_t> cursor{};
    std::uint64_t total = 0;
};

/// begin → resume until done, with a check of every step.
///
/// Threads   one strand; plugins may be resumed there only.
/// Errors    the plugin's own; the transport's (class auth, config, throttled …); class bug, naming
///           plugin and step, for every breach of the contract.
/// Lifetime  an exchange that is not done when this ends is told so (CANCELLED), then released.
class exchange_run
{
public:
    /// What the operation points to must live until this returns.
    static host::result<std::unique_ptr<exchange_run>> begin(
        std::shared_ptr<const connection_core> core, const dovetail_operation& operation,
        host::urgency priority);

    ~exchange_run();
    exchange_run(const exchange_run&) = delete;
    exchange_run& operator=(const exchange_run&) = delete;

    /// The next delivery; nothing: the exchange is done. Not called again after that or an error.
    boost::asio::awaitable<host::result<std::optional<delivery>>> next();

private:
    using step_result = host::result<std::optional<delivery>>;

    exchange_run(std::shared_ptr<const connection_core> core, const dovetail_exchange& exchange,
                 std::uint32_t operation, host::urgency priority);

    boost::asio::awaitable<std::optional<host::error>> send(const dovetail_step& step);
    boost::asio::awaitable<std::optional<host::error>> wait(std::uint64_t wait_ms);
    host::result<request> to_request(const dovetail_step& step) const;
    step_result deliver(const dovetail_step& step);
    host::result<delivery> take_outcomes(const dovetail_step& step);
    host::result<delivery> take_batch(const dovetail_step& step);
    host::error failed(const dovetail_step& step);
    void note_usage(const dovetail_step& step);
    void answer(const reply& outcome);
    void resume(dovetail_event event);
    void cancel() noexcept;
    std::optional<host::error> over_limit() const;

    std::shared_ptr<const connection_core> core_;
    dovetail_exchange exchange_;
    std::uint32_t operation_;
    host::urgency priority_;
    dovetail_step step_{};
    bool over_ = false;
    std::uint64_t steps_ = 0;
    std::uint64_t requests_since_delivery_ = 0;
};

} // namespace dovetail::http
