// SPDX-License-Identifier: Apache-2.0
// CPU that work takes, repeated as often as there is time.
#pragma once

#include "boundary/spread.hpp"

#include <dovetail/host/error.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

namespace dovetail::boundary {

/// How long is measured.
struct effort
{
    unsigned runs = 5; ///< at least 1; what is told is their median
    /// Of each way in each run. Long enough for the kernel's clock, short enough to wait for.
    std::chrono::milliseconds each{200};
};

/// A unit of work. A failure ends the measurement.
using work = std::function<host::result<void>()>;

/// Makes a unit of work and what it needs, e.g. a process, which ends with the work.
using work_maker = std::function<host::result<work>()>;

/// CPU of this process in ns a record for two ways of the same work, done by turns, so that
/// whatever slows the machine down slows both.
host::result<std::pair<double, double>> compare(const work& one, const work& other,
                                                std::size_t records,
                                                std::chrono::milliseconds each);

/// CPU in ns a record of this process and of those that the work starts and ends; what they need
/// to start does not count.
host::result<double> with_processes(const work_maker& made, std::size_t records,
                                    std::chrono::milliseconds each);

} // namespace dovetail::boundary
