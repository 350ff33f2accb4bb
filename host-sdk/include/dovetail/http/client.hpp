// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 client: one request in, one complete answer or a classified failure out.
#pragma once

#include <dovetail/host/transport_settings.hpp>
#include <dovetail/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace dovetail::http {

/// Keeps connections per host alive, and checks everything a server may do wrong.
///
/// What      HTTP/1.1 (RFC 9112) over TCP or TLS 1.2 and up; SNI, host name check (RFC 6125)
/// against
///           the system's or a given CA file; gzip answers; no redirects, no cookies, no proxies.
/// Limits    those of http_settings; a body may not inflate beyond max_body_bytes; the status line
///           and headers of an answer 64 KiB.
/// Threads   everything runs on one strand of its own; `send` may be awaited from any executor.
/// Lifetime  requests in flight keep what they need; the destructor closes unused connections.
/// Never logs; never puts headers or bodies it sends into an error.
class client
{
public:
    /// `user_agent` goes with every request. Fails with class config when base_url or ca_file are
    /// unusable; both are checked here.
    static host::result<std::shared_ptr<client>> open(boost::asio::any_io_executor executor,
                                                      const host::http_settings& settings,
                                                      std::string user_agent = "dovetail");
    virtual ~client() = default;

    /// Sends to `url` (as http_settings::base_url; empty: the base URL itself) + request.target.
    /// Cancelling the awaiting coroutine closes the connection used.
    virtual boost::asio::awaitable<reply> send(request message, std::string_view url = {}) = 0;

    /// The strand it runs on; `send` called there needs no hop.
    virtual boost::asio::any_io_executor executor() const = 0;
};

} // namespace dovetail::http
