// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One connection: reads a request, asks the sandbox, saves, writes the answer as told.

#include <sandbox/store.hpp>
#include <sandbox/world.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <vector>

namespace dovetail::sandbox {

class connection;

/// What all connections share; outlives them.
struct shared_state
{
    world& in;
    store* disk;
    boost::asio::io_context& io;
    std::vector<std::weak_ptr<connection>> parked; ///< long polls with nothing to say yet
};

void start_connection(shared_state& shared, side where, boost::asio::ip::tcp::socket peer);

} // namespace dovetail::sandbox
