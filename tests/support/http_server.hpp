// SPDX-License-Identifier: Apache-2.0
// A server over real sockets that does exactly what a test's script says, right or wrong.
#pragma once

#include "support/tls_identity.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::test {

struct received_request
{
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;

    std::string header(const std::string& name) const;
};

/// One accepted connection, seen from its script, which runs on a thread of its own.
class server_connection
{
public:
    virtual ~server_connection() = default;

    /// The next request; nothing: the client closed, or the server is being stopped.
    virtual std::optional<received_request> read_request() = 0;

    /// Bytes as they are. Failures are ignored: the client may be gone.
    virtual void write(std::string_view bytes) = 0;

    /// A whole answer with its Content-Length.
    void respond(int status, std::string_view body,
                 const std::vector<std::pair<std::string, std::string>>& headers = {});

    /// Ends the connection with RST instead of FIN.
    virtual void reset() = 0;

    /// Ends it orderly, with close_notify under TLS; the script may return as well.
    virtual void close() = 0;

    /// Waits until the client closes, or the server is being stopped.
    virtual void wait_for_end() = 0;

    /// Counts the accepted connections from 1.
    virtual int number() const = 0;

    /// The server name the client asked for under TLS; empty: none.
    virtual std::string server_name() const = 0;
};

/// Listens on 127.0.0.1 at a free port, with one thread a connection.
class http_server
{
public:
    using script = std::function<void(server_connection&)>;

    explicit http_server(script what);
    http_server(script what, const identity& tls);
    ~http_server();
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    /// Answers every request of every connection with what `answer` does.
    static script each(std::function<void(server_connection&, const received_request&)> answer);

    std::uint16_t port() const;
    /// http://127.0.0.1:port, or https://localhost:port
    std::string url() const;
    int connections() const;  ///< accepted so far
    int most_at_once() const; ///< open at the same time, at most
    int open_connections() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// A port of 127.0.0.1 where nobody listens.
std::uint16_t unused_port();

} // namespace dovetail::test
