// SPDX-License-Identifier: Apache-2.0
// The running host's part of hot swapping: hears requests, watches folders, carries swaps out and
// remembers them in the state.
#pragma once

#include "app/composition.hpp"
#include "app/folder_watch.hpp"
#include "app/swap_memory.hpp"

#include <dovetail/host/plugin_search.hpp>
#include <dovetail/swap/driver.hpp>
#include <dovetail/sync/store.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace dovetail::app {

/// Before plugins are chosen: swaps that an earlier host left unfinished are closed, requests that
/// nobody heard are dropped, and versions that hosts died with are set aside.
outcome_of<void> begin_swaps(const setup& base, sync::state_store& store,
                             const std::vector<std::string>& syncs);

/// Threads   two of its own, one that listens and one for the swap under way. Lifetime: ends before
///           the composition; its end interrupts a swap that is under way.
class swap_service
{
public:
    swap_service(composition& host, const setup& base, std::shared_ptr<sync::state_store> store,
                 std::vector<std::string> syncs);
    ~swap_service();
    swap_service(const swap_service&) = delete;
    swap_service& operator=(const swap_service&) = delete;

    /// Ends the swap under way where it can be left, so that nothing waits at its gates. [any]
    void stop() noexcept { ending_.request_stop(); }

private:
    void listen();
    void hear_request();
    void refuse_busy(const swap::request& wanted);
    void look_for_newer();
    bool worth_a_try(const host::plugin_manifest& found);
    void resume_trials();
    void resume(const plugin_trial& trial);
    void begin(swap::request wanted);
    void told(const swap::record& now);
    void store_memory();
    std::string new_id();

    composition& host_;
    const setup& base_;
    std::shared_ptr<sync::state_store> store_;
    std::vector<std::string> syncs_;
    std::mutex mutex_; ///< guards the memory
    swap_memory memory_;
    std::atomic<bool> busy_{false};
    std::map<std::string, std::chrono::steady_clock::time_point> tried_; ///< by digest
    std::uint64_t last_id_ = 0;
    std::stop_source ending_;
    std::jthread swapping_; ///< the swap under way, or the last one
    std::jthread listening_;
};

} // namespace dovetail::app
