// SPDX-License-Identifier: Apache-2.0
// The two-way sync engine: several syncs, each on a strand of its own, over the threads that run
// the given executor. It names no product: all it knows is connections, a mapping and a store.
#pragma once

#include <dovetail/host/connection.hpp>
#include <dovetail/host/log.hpp>
#include <dovetail/host/mapping.hpp>
#include <dovetail/sync/clock.hpp>
#include <dovetail/sync/control.hpp>
#include <dovetail/sync/policy.hpp>
#include <dovetail/sync/report.hpp>
#include <dovetail/sync/store.hpp>
#include <dovetail/sync/tuning.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sync {

/// What one sync is made of.
struct sync_definition
{
    std::string name; ///< as in the manifest; part of idempotency keys: renaming it is a new sync
    both<std::shared_ptr<host::connection>> connections;
    std::shared_ptr<host::mapping> mapping;
    policy rules;
};

struct engine_options
{
    std::string worker = "local"; ///< unique among the hosts that share the state
    std::chrono::milliseconds lease = tuning::lease;
    bool listen = true; ///< use push hints where a connector gives them
    std::size_t plan_items = tuning::plan_items;
    /// Where the store's calls, which block, run one after the other. Empty: on a thread of the
    /// engine's own. An engine that is driven by one thread alone gives that one's executor.
    boost::asio::any_io_executor store_executor{};
};

/// The result of `once`: the passes up to the fixed point.
struct once_report
{
    std::vector<pass_report> passes;
    bool settled = false; ///< the last pass wrote nothing, and nothing is due at once
    pass_counts total() const;
};

/// Runs syncs. Everything a person asks or says goes through `control`, which needs no engine.
///
/// Threads   create, add and destroy on one thread; stop and nudge from any; the awaitables run
///           on strands of the executor. Store calls run on engine_options::store_executor.
/// Lifetime  log, clock and observer outlive it. Destroy it only after run, once and plan ended.
class engine
{
public:
    engine(boost::asio::any_io_executor executor, state stored, host::log& log, const clock& time,
           engine_options options = {}, observer* watching = nullptr);
    ~engine();
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    /// Errors: config, when the name is empty, taken, or contains '/'.
    result<void> add(sync_definition definition);

    /// Asks both servers for their facts and checks the mapping against them (F7).
    boost::asio::awaitable<result<void>> check(std::string sync);

    /// Keeps all syncs going until stop(); then the writes under way are finished and stored.
    boost::asio::awaitable<result<void>> run();

    /// Ends run() and a running once() after the batch under way.
    void stop() noexcept;

    /// Passes until one writes nothing. Errors: those that stopped a pass are in its report; an
    /// error of the result itself means that no pass could begin (no such sync; held elsewhere:
    /// retryable "sync_is_busy").
    boost::asio::awaitable<result<once_report>> once(std::string sync);

    /// What a pass would write (P4). Writes nothing, neither to a server nor to the state, so a
    /// store opened read-only will do and another host may be running.
    boost::asio::awaitable<result<plan_report>> plan(std::string sync);

    /// Makes a sync due now.
    result<void> nudge(std::string_view sync);

    /// The users of a side, by its collection "users"; an empty address: all of them.
    boost::asio::awaitable<result<std::vector<person>>> people(std::string sync, side where,
                                                               std::string email);

private:
    class implementation;
    std::shared_ptr<implementation> self_;
};

} // namespace dovetail::sync
