// SPDX-License-Identifier: Apache-2.0
// A connection whose connector can be exchanged while it is used.
#pragma once

#include <dovetail/swap/generation.hpp>
#include <dovetail/swap/witness.hpp>

#include <chrono>
#include <memory>
#include <stop_token>

namespace dovetail::swap {

/// A host::connection for the sync engine, which never learns of a swap.
///
/// What      passes every operation on to the present generation and counts what is under way.
///           While the gates are closed operations wait to begin. A stream of pages ends at a page:
///           its next one comes from the present generation, from the cursor of the last one (as a
///           retry does it); a stream whose pages bring no cursor stays where it began, and counts
///           as under way until it ends. A long poll is broken off and begun again.
/// Cursors   of another generation are converted on the way in where the connector offers it. After
///           a swap back, a cursor that the other generation delivered stands for the last one that
///           this generation knew, so at worst some pages are read twice.
/// Threads   as host::connection; the swapping calls come from one thread of their own.
class swappable_connection : public host::connection
{
public:
    /// Blocking calls for whoever swaps.
    virtual void close() = 0;
    /// False: it did not come to rest in time, or a stop was requested.
    virtual bool wait_until_idle(std::chrono::steady_clock::time_point until,
                                 std::stop_token stop) = 0;
    /// Puts `next` in the place of the present generation, which comes back. Gates are closed and
    /// nothing is under way.
    virtual generation exchange(generation next) = 0;
    virtual void open() = 0;
    /// The present generation stays: nothing is remembered for the way back any more.
    virtual void settle() = 0;

    virtual generation present() const = 0;
};

/// `faults` hears of every operation that failed.
std::shared_ptr<swappable_connection> make_swappable(generation first,
                                                     std::shared_ptr<witness> faults);

} // namespace dovetail::swap
