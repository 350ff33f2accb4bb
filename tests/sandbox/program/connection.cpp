// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include <sandbox/handle.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

namespace dovetail::sandbox {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

namespace {

/// Above what the handlers allow, so that they give the services' own errors.
constexpr std::uint32_t largest_header = 128 * 1024;
/// A full collection of 200 records with the longest texts fits.
constexpr std::uint64_t largest_body = 64ULL * 1024 * 1024;

instant real_now()
{
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

request to_request(http::request<http::string_body>&& from)
{
    request out;
    out.method = std::string_view{from.method_string().data(), from.method_string().size()};
    out.target = std::string_view{from.target().data(), from.target().size()};
    for (const auto& field : from)
        out.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    out.body = std::move(from.body());
    return out;
}

/// Status line and headers; `length` is what Content-Length promises.
std::string head_of(const response& from, bool keep_alive, std::size_t length, bool chunked)
{
    const auto reason = http::obsolete_reason(static_cast<http::status>(from.status));
    auto out = fmt::format("HTTP/1.1 {} {}\r\nServer: dovetail-sandbox\r\n", from.status,
                           std::string_view{reason.data(), reason.size()});
    if (!from.content_type.empty()) out += "Content-Type: " + from.content_type + "\r\n";
    for (const auto& [name, value] : from.headers)
        out += name + ": " + value + "\r\n";
    if (chunked)
        out += "Transfer-Encoding: chunked\r\n";
    else if (from.status != 204 && from.status != 304)
        out += fmt::format("Content-Length: {}\r\n", length);
    out += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
    return out;
}

} // namespace

class connection : public std::enable_shared_from_this<connection>
{
public:
    connection(shared_state& shared, side where, tcp::socket peer)
        : shared_(shared), where_(where), socket_(std::move(peer)), timer_(shared.io)
    {
        socket_.set_option(tcp::no_delay{true});
    }

    void read()
    {
        parser_.emplace();
        parser_->header_limit(largest_header);
        parser_->body_limit(largest_body);
        http::async_read(socket_, buffer_, *parser_,
                         [self = shared_from_this()](boost::system::error_code failed,
                                                     std::size_t) { self->on_read(failed); });
    }

    /// The world changed: a parked request may have its answer now.
    void look_again()
    {
        if (!parked_ || shared_.in.version == parked_version_) return;
        parked_version_ = shared_.in.version;
        answer(attempt::again);
    }

private:
    void on_read(boost::system::error_code failed)
    {
        if (failed == http::error::header_limit || failed == http::error::body_limit)
            return refuse(failed == http::error::body_limit ? 413 : 431);
        if (failed == http::error::end_of_stream || failed == asio::error::operation_aborted ||
            failed == http::error::partial_message || failed == asio::error::connection_reset)
            return;
        if (failed) return refuse(400);
        auto message = parser_->release();
        keep_alive_ = message.keep_alive();
        head_only_ = message.method() == http::verb::head;
        current_ = to_request(std::move(message));
        if (head_only_) current_.method = "GET";
        parked_ = false;
        answer(attempt::first);
    }

    void refuse(int status)
    {
        keep_alive_ = false;
        answer_ = {};
        answer_.status = status;
        answer_.content_type = "text/plain";
        answer_.body = "this request cannot be read\n";
        deliver();
    }

    void answer(attempt asked)
    {
        const auto version = shared_.in.version;
        auto given = handle(shared_.in, where_, current_, real_now(), asked);
        // Acknowledged means kept: the transaction ends before a byte of the answer is sent.
        if (shared_.disk)
            shared_.disk->save(shared_.in);
        else
            forget_changes(shared_.in);
        if (given.park) {
            if (!parked_) park(*given.park);
            return;
        }
        parked_ = false;
        timer_.cancel();
        answer_ = std::move(given);
        if (shared_.in.version != version) wake_parked();
        if (answer_.sending.delay.count() == 0) return deliver();
        wait(answer_.sending.delay, [](connection& self) { self.deliver(); });
    }

    void park(std::chrono::milliseconds longest)
    {
        parked_ = true;
        parked_version_ = shared_.in.version;
        shared_.parked.push_back(weak_from_this());
        wait(longest, [](connection& self) {
            if (self.parked_) self.answer(attempt::last);
        });
    }

    template<class F>
    void wait(std::chrono::milliseconds how_long, F then)
    {
        timer_.expires_after(how_long);
        timer_.async_wait([self = shared_from_this(), then](boost::system::error_code failed) {
            if (!failed) then(*self);
        });
    }

    void wake_parked()
    {
        auto waiting = std::move(shared_.parked);
        shared_.parked.clear();
        for (const auto& weak : waiting) {
            const auto other = weak.lock();
            if (!other || !other->parked_) continue;
            other->look_again();
            if (other->parked_) shared_.parked.push_back(weak);
        }
    }

    void deliver()
    {
        switch (answer_.sending.how) {
        case delivery::kind::hang:
            return hang();
        case delivery::kind::reset:
            return reset();
        case delivery::kind::cut_body:
            return send_cut(false);
        case delivery::kind::cut_chunked:
            return send_cut(true);
        case delivery::kind::whole:
            break;
        }
        head_ = head_of(answer_, keep_alive_, answer_.body.size(), false);
        if (head_only_) answer_.body.clear();
        send(keep_alive_);
    }

    void send(bool go_on)
    {
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head_),
                                                      asio::buffer(answer_.body)};
        asio::async_write(
            socket_, parts,
            [self = shared_from_this(), go_on](boost::system::error_code failed, std::size_t) {
                if (failed) return;
                if (go_on) return self->read();
                boost::system::error_code ignored;
                self->socket_.shutdown(tcp::socket::shutdown_send, ignored);
            });
    }

    /// Half of the body, then the end of the connection.
    void send_cut(bool chunked)
    {
        const auto whole = answer_.body.size();
        head_ = head_of(answer_, true, std::max<std::size_t>(whole, 1), chunked);
        answer_.body.resize(whole / 2);
        if (chunked)
            answer_.body = fmt::format("{:x}\r\n{}", std::max<std::size_t>(whole, 1), answer_.body);
        send(false);
    }

    void reset()
    {
        boost::system::error_code ignored;
        socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
        socket_.close(ignored);
    }

    /// Waits until the client has had enough and closes.
    void hang()
    {
        socket_.async_wait(tcp::socket::wait_read,
                           [self = shared_from_this()](boost::system::error_code) {});
    }

    shared_state& shared_;
    side where_;
    tcp::socket socket_;
    asio::steady_timer timer_;
    boost::beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    request current_;
    response answer_;
    std::string head_;
    std::uint64_t parked_version_ = 0;
    bool parked_ = false;
    bool keep_alive_ = true;
    bool head_only_ = false;
};

void start_connection(shared_state& shared, side where, tcp::socket peer)
{
    std::make_shared<connection>(shared, where, std::move(peer))->read();
}

} // namespace dovetail::sandbox
