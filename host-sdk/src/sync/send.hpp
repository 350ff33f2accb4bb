// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "context.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <vector>

namespace dovetail::sync {

/// So many batches at a time, whichever chunk they are of. Strand only.
class slots
{
public:
    slots(const boost::asio::any_io_executor& executor, std::size_t free)
        : free_(free), given_(executor, boost::asio::steady_timer::time_point::max())
    {
    }

    awaitable<void> take();
    void give();

private:
    std::size_t free_;
    boost::asio::steady_timer given_; ///< never runs out; whoever waits is told by its end
};

/// Sends a chunk and waits for all its answers, in the order of the operations. What was not sent
/// because the pass ended has an answer that says so.
awaitable<std::vector<answer>> send(context& pass, const std::vector<operation>& chunk,
                                    both<slots*> places);

} // namespace dovetail::sync
