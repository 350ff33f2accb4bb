// SPDX-License-Identifier: Apache-2.0
#include "end_to_end/support/http.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>

#include <stdexcept>

namespace dovetail::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

unsigned short port_of(std::string_view base_url)
{
    const auto colon = base_url.rfind(':');
    return static_cast<unsigned short>(std::stoul(std::string(base_url.substr(colon + 1))));
}

std::string lower_case(boost::beast::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

} // namespace

boost::json::value http_answer::json() const
{
    boost::system::error_code bad;
    auto value = boost::json::parse(body, bad);
    if (bad) throw std::runtime_error("not JSON: " + body);
    return value;
}

http_answer http_request(std::string_view base_url, std::string_view method,
                         const std::string& target, const std::string& body,
                         const std::map<std::string, std::string>& headers)
{
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), port_of(base_url)});
    http::request<http::string_body> request;
    request.method_string(boost::beast::string_view(method.data(), method.size()));
    request.target(target);
    request.version(11);
    request.set(http::field::host, "127.0.0.1");
    request.set(http::field::connection, "close");
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    for (const auto& [name, value] : headers)
        request.set(name, value);
    request.body() = body;
    request.prepare_payload();
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    http::read(socket, buffer, parser);
    http_answer answer{parser.get().result_int(), parser.get().body()};
    for (const auto& field : parser.get())
        answer.headers[lower_case(field.name_string())] = std::string(field.value());
    return answer;
}

} // namespace dovetail::test
