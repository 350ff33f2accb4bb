// SPDX-License-Identifier: Apache-2.0
// The way between the host and the two services: no sockets, only messages that take their time,
// get lost, arrive late or twice.
#pragma once

#include <simulation/fault_class.hpp>
#include <simulation/trace.hpp>

#include <dovetail/http/runtime.hpp>
#include <sandbox/handle.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::simulation {

/// The services' time may differ from everybody else's (fault_class::clock_skew).
struct skews
{
    std::int64_t salesforce_us = 0;
    std::int64_t sales_connect_us = 0;

    std::int64_t of(sandbox::side where) const noexcept
    {
        return where == sandbox::side::salesforce ? salesforce_us : sales_connect_us;
    }
};

/// What a request may do to the world, told before and after it is carried out.
class effects
{
public:
    virtual ~effects() = default;
    virtual void before(sandbox::side where, const sandbox::request& asked) = 0;
    virtual void after(sandbox::side where, const sandbox::request& asked,
                       const sandbox::response& answered) = 0;
};

/// A request on its way; it may outlive the host that sent it.
struct flight
{
    sandbox::side where = sandbox::side::salesforce;
    sandbox::request asked{};
    bool arrived = false;
};

/// Carries requests to the sandbox's handlers, one at a time.
///
/// Lifetime  outlives all clients it opened.
class network
{
public:
    network(sandbox::world& to, faults& faulty, trace& seen, effects& told, skews wrong,
            std::uint64_t seed);

    /// A client for one service, as http::runtime::open wants it. One that has no host any more
    /// (`cut_off`) never gets an answer.
    std::function<host::result<std::shared_ptr<http::client>>(
        boost::asio::any_io_executor, const host::http_settings&, std::string)>
    opener(sandbox::side where);

    /// The host died: what it had sent and what had not arrived yet arrives later, or never.
    void cut_off();

    /// When the next message arrives that nobody waits for any more; no value: there is none.
    std::optional<std::int64_t> next_stray() const;
    /// Lets those arrive whose time has come.
    void deliver_strays();

    std::uint64_t requests() const noexcept { return requests_; }

    // ── for the clients ──

    struct plan
    {
        std::optional<fault_class> fault;
        std::int64_t out_us = 0;
        std::int64_t back_us = 0;
    };

    std::shared_ptr<flight> depart(sandbox::side where, const http::request& message,
                                   const std::string& url);
    plan draw();
    /// Carries it out, now.
    sandbox::response arrive(flight& now);
    /// It will arrive, and nobody will learn what came of it.
    void stray(std::shared_ptr<flight> lost, std::int64_t after_us);
    void note(std::string_view what, const flight& of);
    bool is_cut_off() const noexcept { return cut_off_; }
    void reconnect() noexcept { cut_off_ = false; }

private:
    struct straying
    {
        std::int64_t at_us;
        std::shared_ptr<flight> what;
    };

    sandbox::world& world_;
    faults& faults_;
    trace& trace_;
    effects& effects_;
    skews skews_;
    dice dice_;
    std::vector<std::shared_ptr<flight>> under_way_;
    std::vector<straying> strays_; ///< by time
    std::uint64_t requests_ = 0;
    bool cut_off_ = false;
};

} // namespace dovetail::simulation
