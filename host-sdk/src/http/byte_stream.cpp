// SPDX-License-Identifier: Apache-2.0
#include "byte_stream.hpp"

#include "background.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <fmt/format.h>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <sys/socket.h>

#include <algorithm>
#include <vector>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr auto token = asio::as_tuple(asio::use_awaitable);

failure not_sent(host::error_class kind, std::string code, std::string message,
                 bool cancelled = false)
{
    return {sent::no, {kind, std::move(code), std::move(message)}, cancelled};
}

failure not_connected(const origin& to, std::string_view doing, const error_code& ec)
{
    const io_end end{ec, 0};
    if (end.timed_out())
        return not_sent(host::error_class::retryable, "connect_timeout",
                        fmt::format("{} {} took too long", doing, to.text()));
    return not_sent(host::error_class::retryable, "connect_failed",
                    fmt::format("{} {} failed: {}", doing, to.text(), ec.message()),
                    end.cancelled());
}

bool is_quiet(int socket)
{
    char byte = 0;
    const auto got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

/// Stream is beast::tcp_stream or an ssl_stream over one.
template<class Stream>
class socket_stream final : public byte_stream
{
public:
    template<class... Arguments>
    explicit socket_stream(Arguments&&... arguments)
        : stream_(std::forward<Arguments>(arguments)...)
    {
    }

    Stream& stream() noexcept { return stream_; }

    asio::awaitable<io_end> read_some(std::span<std::byte> into, deadline until) override
    {
        // A cancellation that came between two operations interrupts neither: it is asked for.
        const bool cancelled = co_await is_cancelled();
        if (cancelled) co_return io_end{asio::error::operation_aborted, 0};
        beast::get_lowest_layer(stream_).expires_at(until);
        const auto [ec, count] =
            co_await stream_.async_read_some(asio::buffer(into.data(), into.size()), token);
        co_return io_end{ec, count};
    }

    asio::awaitable<io_end> write(std::array<asio::const_buffer, 2> parts, deadline until) override
    {
        const bool cancelled = co_await is_cancelled();
        if (cancelled) co_return io_end{asio::error::operation_aborted, 0};
        beast::get_lowest_layer(stream_).expires_at(until);
        const auto [ec, count] = co_await asio::async_write(stream_, parts, token);
        co_return io_end{ec, count};
    }

    bool quiet() override
    {
        return is_quiet(beast::get_lowest_layer(stream_).socket().native_handle());
    }

private:
    Stream stream_;
};

using plain_stream = socket_stream<beast::tcp_stream>;
using tls_stream = socket_stream<beast::ssl_stream<beast::tcp_stream>>;

struct resolved
{
    error_code code{};
    std::vector<tcp::endpoint> endpoints{};
};

/// getaddrinfo cannot be interrupted, so the time limit only stops waiting for it.
asio::awaitable<resolved> resolve(asio::any_io_executor strand, const origin& to, deadline until)
{
    error_code no_address;
    const auto address = asio::ip::make_address(to.host, no_address);
    if (!no_address) co_return resolved{{}, {tcp::endpoint{address, to.port}}};

    struct shared
    {
        explicit shared(const asio::any_io_executor& executor) : resolver(executor), timer(executor)
        {
        }
        tcp::resolver resolver;
        asio::steady_timer timer;
        bool answered = false;
        resolved found;
    };
    auto state = std::make_shared<shared>(strand);
    state->timer.expires_at(until);
    state->resolver.async_resolve(
        to.host, std::to_string(to.port), tcp::resolver::numeric_service,
        [state](const error_code& ec, const tcp::resolver::results_type& results) {
            state->answered = true;
            state->found.code = ec;
            for (const auto& each : results)
                state->found.endpoints.push_back(each.endpoint());
            state->timer.cancel();
        });
    const bool cancelled = co_await is_cancelled();
    if (cancelled) co_return resolved{asio::error::operation_aborted, {}};
    const auto [waited] = co_await state->timer.async_wait(token);
    if (state->answered) co_return std::move(state->found);
    state->resolver.cancel();
    if (waited) co_return resolved{waited, {}};
    co_return resolved{beast::error::timeout, {}};
}

/// An address that does not answer may use only its share of the time that is left.
deadline share_of(deadline until, std::size_t addresses_left)
{
    const auto now = std::chrono::steady_clock::now();
    return now +
           std::max(deadline::duration{0}, until - now) / static_cast<std::int64_t>(addresses_left);
}

asio::awaitable<error_code> connect_any(beast::tcp_stream& stream,
                                        const std::vector<tcp::endpoint>& endpoints, deadline until)
{
    error_code last = asio::error::host_not_found;
    for (std::size_t index = 0; index < endpoints.size(); ++index) {
        const bool cancelled = co_await is_cancelled();
        if (cancelled) co_return asio::error::operation_aborted;
        stream.expires_at(share_of(until, endpoints.size() - index));
        const auto [ec] = co_await stream.async_connect(endpoints[index], token);
        last = ec;
        if (!ec || io_end{ec, 0}.cancelled()) break;
    }
    if (!last) {
        error_code ignored;
        // Requests are written whole: waiting for more to send would only add latency.
        stream.socket().set_option(tcp::no_delay(true), ignored);
    }
    co_return last;
}

bool prepare_tls(SSL* ssl, const std::string& host)
{
    error_code no_address;
    asio::ip::make_address(host, no_address);
    if (!no_address) // an address has no SNI (RFC 6066 section 3)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 &&
           SSL_set1_host(ssl, host.c_str()) == 1;
}

failure refused_certificate(const origin& to, long verdict)
{
    return not_sent(host::error_class::config, "tls_certificate_refused",
                    fmt::format("the certificate of {} is not accepted: {}; if the server is the "
                                "right one, name its authority in http.ca_file",
                                to.text(), X509_verify_cert_error_string(verdict)));
}

asio::awaitable<std::optional<failure>> handshake(tls_stream& stream, const origin& to,
                                                  deadline until)
{
    SSL* ssl = stream.stream().native_handle();
    if (!prepare_tls(ssl, to.host))
        co_return not_sent(host::error_class::config, "bad_url",
                           fmt::format("{} is no host name for TLS", to.text()));
    beast::get_lowest_layer(stream.stream()).expires_at(until);
    const auto [ec] =
        co_await stream.stream().async_handshake(asio::ssl::stream_base::client, token);
    if (!ec) co_return std::nullopt;
    const long verdict = SSL_get_verify_result(ssl);
    if (verdict != X509_V_OK) co_return refused_certificate(to, verdict);
    co_return not_connected(to, "the TLS handshake with", ec);
}

} // namespace

bool io_end::timed_out() const noexcept
{
    return code == beast::error::timeout;
}

bool io_end::cancelled() const noexcept
{
    return code == asio::error::operation_aborted;
}

bool io_end::orderly_end() const noexcept
{
    return code == asio::error::eof;
}

asio::awaitable<connected> connect(asio::any_io_executor strand, origin to,
                                   asio::ssl::context* trust, deadline until)
{
    const auto addresses = co_await resolve(strand, to, until);
    if (addresses.code)
        co_return connected{{}, not_connected(to, "finding the address of", addresses.code)};

    if (!to.tls) {
        auto plain = std::make_unique<plain_stream>(strand);
        const auto ec = co_await connect_any(plain->stream(), addresses.endpoints, until);
        if (ec) co_return connected{{}, not_connected(to, "connecting to", ec)};
        co_return connected{std::move(plain), {}};
    }
    auto tls = std::make_unique<tls_stream>(strand, *trust);
    auto& lowest = beast::get_lowest_layer(tls->stream());
    const auto ec = co_await connect_any(lowest, addresses.endpoints, until);
    if (ec) co_return connected{{}, not_connected(to, "connecting to", ec)};
    if (auto fault = co_await handshake(*tls, to, until)) co_return connected{{}, std::move(fault)};
    co_return connected{std::move(tls), {}};
}

host::result<std::shared_ptr<asio::ssl::context>> make_trust(const std::string& ca_file)
{
    auto trust = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX* native = trust->native_handle();
    error_code ec;
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    trust->set_verify_mode(asio::ssl::verify_peer, ec);
    if (ca_file.empty())
        trust->set_default_verify_paths(ec);
    else
        trust->load_verify_file(ca_file, ec);
    if (ec)
        return host::error{host::error_class::config, "bad_ca_file",
                           fmt::format("the certificates in '{}' (http.ca_file) cannot be used: {}",
                                       ca_file.empty() ? "the system's store" : ca_file,
                                       ec.message())};
    return trust;
}

} // namespace dovetail::http
