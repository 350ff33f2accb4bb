// SPDX-License-Identifier: Apache-2.0
// Time that passes only when nothing else can happen: every clock of this process is ours.
#pragma once

#include <cstdint>

namespace dovetail::simulation::virtual_time {

/// Microseconds since 1970, on all clocks at once.
using microseconds = std::int64_t;

/// From now on the clocks of this process (clock_gettime, gettimeofday, time) stand still at
/// `start`, and waiting for events (epoll_wait) moves them on by as long as it would have waited.
/// So Asio's timers, std::chrono's clocks and SQLite's "now" need to know nothing of it, and no
/// clock that somebody adds later can be forgotten.
///
/// How       the program defines these functions of the C library; the dynamic linker prefers them
///           for itself and all its libraries. timerfd_create is refused, so that Asio asks for
///           the time itself. CPU time clocks stay real.
/// Limits    one thread; a resolution of a millisecond for waits; no sockets and no files that
///           poll: nothing but time ever makes epoll_wait return.
void start(microseconds at) noexcept;

microseconds now() noexcept;

/// Never backwards.
void advance_to(microseconds at) noexcept;

/// Seconds by the machine's clock, for the report of how fast we are.
double real_seconds() noexcept;

} // namespace dovetail::simulation::virtual_time
