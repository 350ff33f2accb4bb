// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and SIGTERM: the first one asks for a clean stop, the second one ends at once.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace dovetail::app {

/// Takes SIGINT, SIGTERM and SIGHUP from the process for as long as it lives. Make it before any
/// other thread, so that all threads inherit the blocked signals.
class stop_signal
{
public:
    stop_signal();
    stop_signal(const stop_signal&) = delete;
    stop_signal& operator=(const stop_signal&) = delete;

    /// From now on the first signal calls `stop`, once, on the thread that is returned; when it
    /// came before, at once. The end of that object waits for a call under way: declare it after
    /// whatever `stop` uses, so that it goes first.
    [[nodiscard]] std::jthread on_stop(std::function<void()> stop);

    bool came() const noexcept { return came_; }

private:
    void watch(const std::stop_token& over, const std::function<void()>& stop);

    std::atomic<bool> came_ = false;
};

} // namespace dovetail::app
