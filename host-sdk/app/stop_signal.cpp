// SPDX-License-Identifier: Apache-2.0
#include "app/stop_signal.hpp"

#include "app/exit_code.hpp"

#include <csignal>
#include <ctime>
#include <unistd.h>
#include <utility>

namespace dovetail::app {
namespace {

/// How soon the watching thread notices that it is no longer needed.
constexpr long look_up_ns = 50'000'000;

sigset_t watched()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, number);
    return set;
}

} // namespace

stop_signal::stop_signal()
{
    const auto set = watched();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::jthread stop_signal::on_stop(std::function<void()> stop)
{
    return std::jthread(
        [this, stop = std::move(stop)](const std::stop_token& over) { watch(over, stop); });
}

void stop_signal::watch(const std::stop_token& over, const std::function<void()>& stop)
{
    const auto set = watched();
    while (!over.stop_requested()) {
        const timespec wait{0, look_up_ns};
        if (sigtimedwait(&set, nullptr, &wait) < 0) continue;
        if (came_.exchange(true)) {
            // Asked twice: everything acknowledged is on disk already, so nothing is lost.
            _exit(static_cast<int>(exit_code::interrupted));
        }
        stop();
    }
}

} // namespace dovetail::app
