// SPDX-License-Identifier: Apache-2.0
#include <simulation/virtual_time.hpp>

#include <cerrno>
#include <ctime>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace {

constexpr std::int64_t per_second = 1'000'000;

/// What an endless wait comes to: longer than any wait the host makes by itself.
constexpr std::int64_t endless_us = 300 * per_second;

bool started = false;
std::int64_t now_us = 0;

/// A steady clock that begins at nothing shows who takes it for the time of day; but time points
/// before its beginning are reckoned with, so it begins a year in.
constexpr std::int64_t steady_begin_us = std::int64_t{365} * 24 * 3600 * per_second;
std::int64_t start_us = 0;

bool is_ours(clockid_t which)
{
    return which != CLOCK_PROCESS_CPUTIME_ID && which != CLOCK_THREAD_CPUTIME_ID;
}

bool is_time_of_day(clockid_t which)
{
    return which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE || which == CLOCK_TAI;
}

} // namespace

extern "C" {

int clock_gettime(clockid_t which, struct timespec* out) noexcept
{
    if (!started || !is_ours(which))
        return static_cast<int>(::syscall(SYS_clock_gettime, which, out));
    const std::int64_t at = is_time_of_day(which) ? now_us : now_us - start_us + steady_begin_us;
    out->tv_sec = at / per_second;
    out->tv_nsec = at % per_second * 1000;
    return 0;
}

int gettimeofday(struct timeval* __restrict out, void* __restrict zone) noexcept
{
    if (!started) return static_cast<int>(::syscall(SYS_gettimeofday, out, zone));
    out->tv_sec = now_us / per_second;
    out->tv_usec = now_us % per_second;
    return 0;
}

time_t time(time_t* out) noexcept
{
    struct timespec at
    {
    };
    clock_gettime(CLOCK_REALTIME, &at);
    if (out) *out = at.tv_sec;
    return at.tv_sec;
}

int timerfd_create(clockid_t which, int flags) noexcept
{
    if (!started) return static_cast<int>(::syscall(SYS_timerfd_create, which, flags));
    errno = ENOSYS;
    return -1;
}

int epoll_wait(int epoll, struct epoll_event* events, int most, int timeout_ms)
{
    if (!started)
        return static_cast<int>(
            ::syscall(SYS_epoll_pwait, epoll, events, most, timeout_ms, nullptr, 0));
    now_us += timeout_ms < 0 ? endless_us : std::int64_t{timeout_ms} * 1000;
    return 0;
}
}

namespace dovetail::simulation::virtual_time {

void start(microseconds at) noexcept
{
    started = true;
    start_us = now_us = at;
}

microseconds now() noexcept
{
    return now_us;
}

void advance_to(microseconds at) noexcept
{
    if (at > now_us) now_us = at;
}

double real_seconds() noexcept
{
    struct timespec at
    {
    };
    ::syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

} // namespace dovetail::simulation::virtual_time
