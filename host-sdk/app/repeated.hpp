// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace dovetail::app {

/// Does something on a thread of its own: at once, and then again and again until it ends.
///
/// Lifetime  what `work` uses outlives it, or its `end`.
class repeated
{
public:
    repeated(std::chrono::milliseconds interval, std::function<void()> work)
        : thread_([interval, work = std::move(work)](const std::stop_token& stop) {
              std::mutex alone;
              std::condition_variable_any over;
              std::unique_lock guard(alone);
              while (!stop.stop_requested()) {
                  work();
                  over.wait_for(guard, stop, interval, [] { return false; });
              }
          })
    {
    }

    /// Returns when the work under way is done; there is no other after it.
    void end()
    {
        thread_.request_stop();
        thread_.join();
    }

private:
    std::jthread thread_;
};

} // namespace dovetail::app
