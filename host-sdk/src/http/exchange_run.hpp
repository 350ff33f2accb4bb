// SPDX-License-Identifier: Apache-2.0
// One exchange of a plugin, driven to its end.
#pragma once

#include "transport.hpp"

#include <dovetail/host/connector.hpp>
#include <dovetail/http/connection.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace dovetail::http {

/// What all exchanges of a connection share. Immutable but for the transport.
struct connection_core
{
    host::connection_settings settings;
    std::shared_ptr<const host::connector> connector;
    std::shared_ptr<http::transport> transport;
    host::log* sink = nullptr;
    runtime world;

    std::int64_t now_us() const;
};

/// What a DELIVER step brought: outcomes from a write, a batch from all else.
struct delivery
{
    host::record_batch batch{};
    host::outcome_batch outcomes{};
    std::vector<std::uint8_t> cursor{};
    std::uint64_t total = 0;
};

/// begin → resume until done: does what each step of a host::exchange asks for.
///
/// Threads   one strand; plugins may be resumed there only.
/// Errors    the plugin's own; the transport's (class auth, config, throttled …); class bug, naming
///           plugin and operation, for every breach of the contract.
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
    exchange_run(std::shared_ptr<const connection_core> core, host::exchange exchange,
                 std::uint32_t operation, host::urgency priority);

    boost::asio::awaitable<std::optional<host::error>> send();
    boost::asio::awaitable<std::optional<host::error>> wait();
    host::result<request> to_request();
    delivery deliver();
    host::error failed();
    void note_usage();
    void answer(const reply& outcome);
    void resume(dovetail_event event);

    std::shared_ptr<const connection_core> core_; ///< outlives the exchange: its connector is there
    host::exchange exchange_;
    std::uint32_t operation_;
    host::urgency priority_;
    host::exchange_step step_{};
    bool started_ = false;
};

} // namespace dovetail::http
