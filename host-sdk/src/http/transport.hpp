// SPDX-License-Identifier: Apache-2.0
// Requests of a connection, with everything the host adds: turn, authorisation, replay, budget.
#pragma once

#include "authorizer.hpp"
#include "background.hpp"
#include "budget.hpp"
#include "gate.hpp"

#include <dovetail/host/connection.hpp>
#include <dovetail/host/log.hpp>
#include <dovetail/host/manifest.hpp>
#include <dovetail/http/client.hpp>

#include <memory>
#include <mutex>

namespace dovetail::http {

/// What `send` needs to know beside the request itself.
struct send_options
{
    host::urgency priority = host::urgency::routine;
    bool listening = false; ///< a long poll: own time limits, and not counted against parallelism
};

/// Threads   `send`, `used` and `throttled` may be called on any executor; state is on one strand.
///
/// What it does to a request, in this order: waits for its turn (gate); adds the credential; sends;
/// counts it (budget). Then: a 401 → one new token, one replay; 429, and 503 with Retry-After → the
/// whole connection pauses; no answer, 502, 503 or 504 to a repeatable request (or none of it sent)
/// → once anew after a short wait. Whatever is left is the plugin's to judge, but for failures
/// whose class is not `retryable`: those are the host's own errors, and end the exchange.
class transport : public std::enable_shared_from_this<transport>
{
public:
    /// Reads the secrets that the settings name. Errors: config.
    static host::result<std::shared_ptr<transport>> make(boost::asio::any_io_executor executor,
                                                         const host::connection_settings& settings,
                                                         std::string user_agent, host::log& sink,
                                                         const runtime& world);

    boost::asio::awaitable<reply> send(request message, send_options options);

    /// A plugin told how much of the quota is used.
    void used(std::uint64_t count, std::uint64_t limit);

    /// A plugin found out that the server throttles.
    void throttled(std::chrono::milliseconds retry_after);

    host::budget_state budget() const;

    /// Cancels what runs in the background; from the owner's destructor.
    void stop();

private:
    struct parts;

public:
    explicit transport(parts from);

private:
    boost::asio::awaitable<reply> run(request message, send_options options);
    boost::asio::awaitable<std::optional<failure>> wait_for_turn(send_options options,
                                                                 std::optional<gate::pass>& turn);
    boost::asio::awaitable<reply> send_authorised(request message);
    boost::asio::awaitable<reply> send_once(request message, const credential& with);
    std::optional<failure> over_budget();
    static bool is_final_refusal(const response& answer);
    failure refused(const response& answer, const credential& with, std::string_view why) const;
    void react_to(const reply& outcome);
    void note(budget::transition change);
    void publish_budget();
    void slow_down(std::chrono::milliseconds retry_after, std::string_view because);
    boost::asio::awaitable<void> probe_budget();

    host::connection_settings settings_;
    host::log& sink_;
    runtime world_;
    std::shared_ptr<client> client_;
    std::shared_ptr<background> tasks_;
    std::shared_ptr<gate> gate_;
    std::shared_ptr<authorizer> authorizer_;
    std::string base_path_; ///< of http.base_url: stays when a token reply names another host
    class budget budget_;
    std::uint64_t sent_ = 0;

    mutable std::mutex published_mutex_;
    host::budget_state published_;
};

} // namespace dovetail::http
