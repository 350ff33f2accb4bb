// SPDX-License-Identifier: Apache-2.0
// One connection to a server as a stream of bytes, over TCP or TLS.
#pragma once

#include "origin.hpp"

#include <dovetail/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>

namespace dovetail::http {

using deadline = std::chrono::steady_clock::time_point;

/// How reading or writing ended.
struct io_end
{
    boost::system::error_code code{};
    std::size_t transferred = 0;

    bool timed_out() const noexcept;
    bool cancelled() const noexcept;
    bool orderly_end() const noexcept; ///< FIN, and close_notify under TLS
};

/// A connected stream. All members run on the strand it was made for.
class byte_stream
{
public:
    virtual ~byte_stream() = default;

    virtual boost::asio::awaitable<io_end> read_some(std::span<std::byte> into, deadline until) = 0;

    /// Writes all of it; under `transferred`, how much was handed to the system before a failure.
    virtual boost::asio::awaitable<io_end> write(std::array<boost::asio::const_buffer, 2> parts,
                                                 deadline until) = 0;

    /// Nothing has come in while it was idle: neither the end nor bytes nobody asked for.
    virtual bool quiet() = 0;
};

/// What connecting gives: a stream, or why not (always sent::no).
struct connected
{
    std::unique_ptr<byte_stream> stream{};
    std::optional<failure> fault{};
};

/// Resolves, connects each address in turn, and does the TLS handshake, all before `until`. `trust`
/// may be null where `to` is plain.
boost::asio::awaitable<connected> connect(boost::asio::any_io_executor strand, origin to,
                                          boost::asio::ssl::context* trust, deadline until);

/// TLS 1.2 and up, verifying against the system's certificates or those of `ca_file`.
host::result<std::shared_ptr<boost::asio::ssl::context>> make_trust(const std::string& ca_file);

} // namespace dovetail::http
