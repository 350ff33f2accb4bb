// SPDX-License-Identifier: Apache-2.0
// One sync and its strand: passes in a row while the lease is held, once, plan, questions.
#pragma once

#include "context.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace dovetail::sync {

class worker
{
public:
    worker(services& have, const boost::asio::any_io_executor& executor,
           sync_definition definition);

    const std::string& name() const { return kept_.definition.name; }

    /// Whether passes are being made. [any thread]
    bool busy() const { return busy_.load(); }

    /// Brings the next pass forward. [any thread]
    void wake();

    /// Makes passes until the engine stops or the lease is lost, then gives the lease back.
    void keep_going(const grant& granted);

    awaitable<result<once_report>> once();
    awaitable<result<plan_report>> plan();
    awaitable<result<void>> check();
    awaitable<result<std::vector<person>>> people(side where, std::string email);

private:
    using strand = boost::asio::strand<boost::asio::any_io_executor>;

    awaitable<void> own(grant granted);
    awaitable<void> loop(const fence& held);
    awaitable<void> renew(fence held, std::chrono::steady_clock::time_point until);
    awaitable<void> listen(side where);
    awaitable<void> release(const fence& held, std::chrono::milliseconds due_in);
    awaitable<pass_report> one_pass(const fence& held);
    awaitable<std::chrono::milliseconds> after_pass(const pass_report& report);
    awaitable<void> set_fact(std::string_view fact, std::string text);
    awaitable<result<fence>> claim();
    awaitable<result<once_report>> passes_to_fixed_point();
    awaitable<void> passes(const fence& held, once_report& all);
    awaitable<result<plan_report>> make_plan();
    awaitable<void> pause(const fence& held, std::chrono::milliseconds time);
    void start_helper(awaitable<void> helper, boost::asio::cancellation_signal& cancel);
    awaitable<void> end_helpers();

    services& have_;
    strand strand_;
    session kept_;
    boost::asio::steady_timer sleeping_;
    boost::asio::steady_timer renewing_;
    boost::asio::steady_timer ended_;
    both<boost::asio::cancellation_signal> listening_;
    boost::asio::cancellation_signal renewal_;
    std::atomic<bool> busy_{false};
    std::atomic<bool> woken_{false};
    bool owning_ = false;
    std::size_t helpers_ = 0;
    std::uint32_t failures_ = 0; ///< passes that failed as a whole, in a row
    std::string paused_code_;
    bool paused_known_ = false;
};

} // namespace dovetail::sync
