// SPDX-License-Identifier: Apache-2.0
#include "raw_client.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <netinet/tcp.h>
#include <stdexcept>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dovetail::benchmarks {

namespace {

constexpr std::size_t chunk_bytes = 256 * 1024; // a read's size: few system calls for a page

std::size_t content_length(std::string_view head)
{
    constexpr std::string_view name = "\r\ncontent-length:";
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
         at = head.find("\r\n", at + 2))
        if (head.size() - at > name.size() &&
            ::strncasecmp(head.data() + at, name.data(), name.size()) == 0)
            return std::strtoull(head.data() + at + name.size(), nullptr, 10);
    return 0;
}

} // namespace

raw_client::raw_client(const std::string& base_url)
{
    const auto colon = base_url.rfind(':');
    host_ = base_url.substr(base_url.find("//") + 2);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port =
        htons(static_cast<std::uint16_t>(std::strtoul(base_url.c_str() + colon + 1, nullptr, 10)));
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("nobody listens on " + base_url);
}

raw_client::~raw_client()
{
    ::close(socket_);
}

raw_client::answer raw_client::send(std::string_view method, std::string_view target,
                                    std::string_view headers, std::string_view body)
{
    out_.assign(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(host_);
    out_.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n");
    out_.append(headers).append("\r\n").append(body);
    write_all(out_);
    in_.clear();
    std::size_t end = std::string::npos;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos)
        read_more();
    const auto size = content_length(std::string_view(in_).substr(0, end + 2));
    while (in_.size() < end + 4 + size)
        read_more();
    return {std::atoi(in_.c_str() + in_.find(' ') + 1), std::string_view(in_).substr(end + 4)};
}

void raw_client::write_all(std::string_view text)
{
    while (!text.empty()) {
        const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("the connection broke while sending");
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::size_t raw_client::read_more()
{
    const auto before = in_.size();
    in_.resize(before + chunk_bytes);
    const auto got = ::recv(socket_, in_.data() + before, chunk_bytes, 0);
    if (got <= 0) throw std::runtime_error("the connection broke while receiving");
    in_.resize(before + static_cast<std::size_t>(got));
    return static_cast<std::size_t>(got);
}

} // namespace dovetail::benchmarks
