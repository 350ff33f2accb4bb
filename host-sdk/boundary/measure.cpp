// SPDX-License-Identifier: Apache-2.0
#include "boundary/measure.hpp"

#include <sys/resource.h>

#include <ctime>

namespace dovetail::boundary {
namespace {

using clock = std::chrono::steady_clock;

/// Between two looks at a clock at least so many records are worked on: a look costs as much as
/// some of them.
constexpr std::size_t records_a_look = 256;

double own_ns()
{
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double ns(const timeval& value)
{
    return static_cast<double>(value.tv_sec) * 1e9 + static_cast<double>(value.tv_usec) * 1e3;
}

/// Of this process, and of those it waited for.
double family_ns()
{
    rusage children{};
    ::getrusage(RUSAGE_CHILDREN, &children);
    return own_ns() + ns(children.ru_utime) + ns(children.ru_stime);
}

/// CPU of some repetitions.
host::result<double> timed(const work& what, std::size_t times)
{
    const double before = own_ns();
    for (std::size_t at = 0; at < times; ++at)
        if (const auto done = what(); !done) return done.error();
    return own_ns() - before;
}

/// Makes the work, does it `least` times and on until `each` is over, and ends it; how much CPU
/// that took, and how often it was done.
host::result<std::pair<double, std::size_t>> lifetime(const work_maker& made, std::size_t least,
                                                      std::chrono::milliseconds each)
{
    const double before = family_ns();
    std::size_t rounds = 0;
    {
        const auto what = made();
        if (!what) return what.error();
        const auto end = clock::now() + each;
        for (; rounds < least || clock::now() < end; ++rounds)
            if (const auto done = (*what)(); !done) return done.error();
    }
    return std::pair{family_ns() - before, rounds};
}

} // namespace

host::result<std::pair<double, double>> compare(const work& one, const work& other,
                                                std::size_t records, std::chrono::milliseconds each)
{
    const std::size_t times = records_a_look / records + 1;
    std::pair<double, double> sum{};
    std::size_t done = 0;
    // The first turn pays for memory that later ones find.
    for (const work* what : {&one, &other})
        if (const auto warm = timed(*what, times); !warm) return warm.error();
    for (const auto end = clock::now() + 2 * each; done == 0 || clock::now() < end; ++done) {
        const auto first = timed(one, times);
        if (!first) return first.error();
        const auto second = timed(other, times);
        if (!second) return second.error();
        sum.first += *first;
        sum.second += *second;
    }
    const auto all = static_cast<double>(done * times * records);
    return std::pair{sum.first / all, sum.second / all};
}

host::result<double> with_processes(const work_maker& made, std::size_t records,
                                    std::chrono::milliseconds each)
{
    const auto start = lifetime(made, 1, std::chrono::milliseconds::zero());
    if (!start) return start.error();
    const auto whole = lifetime(made, 2, each);
    if (!whole) return whole.error();
    const auto more = static_cast<double>((whole->second - start->second) * records);
    return (whole->first - start->first) / more;
}

} // namespace dovetail::boundary
