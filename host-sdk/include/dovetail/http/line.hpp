// SPDX-License-Identifier: Apache-2.0
// The host's own end of a connection, which outlives the connectors that are put on it.
#pragma once

#include <dovetail/http/connection.hpp>

#include <memory>
#include <string>

namespace dovetail::http {

/// Transport, authorisation, retries and budget of one server. A connector that is exchanged for a
/// newer one finds the sockets, the token and the budget of its predecessor.
///
/// Threads   as make_connection, which is `open` and `connect` in one.
/// Lifetime  every connection through it keeps it.
class line
{
public:
    /// `user_agent`: what requests name as their sender, e.g. "dovetail/1.0.0". The rest as for
    /// make_connection.
    static host::result<std::shared_ptr<line>> open(boost::asio::any_io_executor executor,
                                                    host::connection_settings settings,
                                                    const std::string& user_agent, host::log& log,
                                                    runtime world = system_runtime());
    virtual ~line() = default;

    /// A connection through this line.
    virtual std::shared_ptr<host::connection> connect(
        std::shared_ptr<const host::connector> connector) = 0;
};

} // namespace dovetail::http
