// SPDX-License-Identifier: Apache-2.0
#include "support/http_server.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <list>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace dovetail::test {
namespace {

using ssl_context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using ssl_session = std::unique_ptr<SSL, decltype(&SSL_free)>;

std::string lower(std::string text)
{
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

int listen_on_loopback(std::uint16_t& port)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener < 0 || ::bind(listener, generic, size) != 0 || ::listen(listener, 128) != 0 ||
        ::getsockname(listener, generic, &size) != 0)
        throw std::runtime_error("cannot listen on 127.0.0.1");
    port = ntohs(address.sin_port);
    return listener;
}

ssl_context make_context(const identity& who)
{
    ssl_context made(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> certificate(
        BIO_new_mem_buf(who.certificate.data(), static_cast<int>(who.certificate.size())),
        &BIO_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> key(
        BIO_new_mem_buf(who.key.data(), static_cast<int>(who.key.size())), &BIO_free);
    X509* x509 = PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr);
    EVP_PKEY* pkey = PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(made.get(), x509);
    SSL_CTX_use_PrivateKey(made.get(), pkey);
    X509_free(x509);
    EVP_PKEY_free(pkey);
    return made;
}

class socket_connection final : public server_connection
{
public:
    socket_connection(int socket, int number, SSL_CTX* tls) : socket_(socket), number_(number)
    {
        if (!tls) return;
        ssl_.reset(SSL_new(tls));
        SSL_set_fd(ssl_.get(), socket_);
        if (SSL_accept(ssl_.get()) != 1) {
            failed_ = true;
            return;
        }
        const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
        if (name) server_name_ = name;
    }

    ~socket_connection() override { close(); }

    bool failed() const { return failed_; }

    std::optional<received_request> read_request() override
    {
        std::size_t end = 0;
        while ((end = input_.find("\r\n\r\n")) == std::string::npos)
            if (!fill()) return {};
        auto request = parse_head(input_.substr(0, end));
        input_.erase(0, end + 4);
        const auto length = request.headers.count("content-length") == 0
                                ? 0
                                : std::stoul(request.headers["content-length"]);
        while (input_.size() < length)
            if (!fill()) return {};
        request.body = input_.substr(0, length);
        input_.erase(0, length);
        return request;
    }

    void write(std::string_view bytes) override
    {
        while (!bytes.empty() && !closed_) {
            const long written =
                ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                     : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (written <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void reset() override
    {
        const linger hard{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        end(false);
    }

    void close() override { end(true); }

    void wait_for_end() override
    {
        while (fill())
            input_.clear();
    }

    int number() const override { return number_; }
    std::string server_name() const override { return server_name_; }

private:
    static received_request parse_head(const std::string& head)
    {
        received_request request;
        const auto line_end = head.find("\r\n");
        const auto line = head.substr(0, line_end);
        const auto first = line.find(' ');
        const auto second = line.find(' ', first + 1);
        request.method = line.substr(0, first);
        request.target = line.substr(first + 1, second - first - 1);
        for (auto at = line_end; at != std::string::npos && at < head.size();) {
            const auto begin = at + 2;
            at = head.find("\r\n", begin);
            const auto field = head.substr(begin, at == std::string::npos ? at : at - begin);
            const auto colon = field.find(':');
            const auto value = field.find_first_not_of(' ', colon + 1);
            request.headers[lower(field.substr(0, colon))] =
                value == std::string::npos ? "" : field.substr(value);
        }
        return request;
    }

    bool fill()
    {
        if (closed_) return false;
        char buffer[16 * 1024];
        const long got = ssl_ ? SSL_read(ssl_.get(), buffer, sizeof buffer)
                              : ::recv(socket_, buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        input_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }

    void end(bool orderly)
    {
        if (std::exchange(closed_, true)) return;
        if (orderly && ssl_ && !failed_) SSL_shutdown(ssl_.get());
        ssl_.reset();
        ::close(socket_);
    }

    int socket_;
    int number_;
    ssl_session ssl_{nullptr, &SSL_free};
    std::string server_name_;
    std::string input_;
    bool failed_ = false;
    bool closed_ = false;
};

} // namespace

std::string received_request::header(const std::string& name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

void server_connection::respond(int status, std::string_view body,
                                const std::vector<std::pair<std::string, std::string>>& headers)
{
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Text\r\n";
    for (const auto& [name, value] : headers)
        text += name + ": " + value + "\r\n";
    if (status != 204) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n";
    text += body;
    write(text);
}

struct http_server::impl
{
    impl(script what, ssl_context context) : run(std::move(what)), tls(std::move(context))
    {
        std::signal(SIGPIPE, SIG_IGN); // SSL_write has no MSG_NOSIGNAL
        listener = listen_on_loopback(port);
        acceptor = std::thread([this] { accept_all(); });
    }

    ~impl()
    {
        stopping = true;
        ::shutdown(listener, SHUT_RDWR);
        acceptor.join();
        ::close(listener);
        {
            const std::lock_guard lock(mutex);
            for (const int each : sockets)
                ::shutdown(each, SHUT_RDWR);
        }
        for (auto& each : threads)
            each.join();
    }

    void accept_all()
    {
        while (!stopping) {
            const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) continue;
            const std::lock_guard lock(mutex);
            if (stopping) {
                ::close(socket);
                return;
            }
            sockets.insert(socket);
            most = std::max(most, static_cast<int>(sockets.size()));
            const int number = ++accepted;
            threads.emplace_back([this, socket, number] { serve(socket, number); });
        }
    }

    void serve(int socket, int number)
    {
        socket_connection connection(socket, number, tls.get());
        if (!connection.failed()) run(connection);
        const std::lock_guard lock(mutex);
        sockets.erase(socket);
        connection.close();
    }

    script run;
    ssl_context tls;
    std::uint16_t port = 0;
    int listener = -1;
    std::atomic<bool> stopping{false};
    mutable std::mutex mutex;
    std::set<int> sockets;
    int accepted = 0;
    int most = 0;
    std::list<std::thread> threads;
    std::thread acceptor;
};

http_server::http_server(script what)
    : impl_(std::make_unique<impl>(std::move(what), ssl_context(nullptr, &SSL_CTX_free)))
{
}

http_server::http_server(script what, const identity& tls)
    : impl_(std::make_unique<impl>(std::move(what), make_context(tls)))
{
}

http_server::~http_server() = default;

http_server::script http_server::each(
    std::function<void(server_connection&, const received_request&)> answer)
{
    return [answer = std::move(answer)](server_connection& connection) {
        while (const auto request = connection.read_request())
            answer(connection, *request);
    };
}

std::uint16_t http_server::port() const
{
    return impl_->port;
}

std::string http_server::url() const
{
    const auto port_text = std::to_string(impl_->port);
    return impl_->tls ? "https://localhost:" + port_text : "http://127.0.0.1:" + port_text;
}

int http_server::connections() const
{
    const std::lock_guard lock(impl_->mutex);
    return impl_->accepted;
}

int http_server::most_at_once() const
{
    const std::lock_guard lock(impl_->mutex);
    return impl_->most;
}

int http_server::open_connections() const
{
    const std::lock_guard lock(impl_->mutex);
    return static_cast<int>(impl_->sockets.size());
}

std::uint16_t unused_port()
{
    std::uint16_t port = 0;
    ::close(listen_on_loopback(port));
    return port;
}

} // namespace dovetail::test
