// SPDX-License-Identifier: Apache-2.0
#include "control_client.hpp"

#include <sandbox/json_text.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace dovetail::sandbox {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;

namespace {

constexpr std::chrono::seconds patience{30};
/// A list of all tasks of a large sandbox fits.
constexpr std::uint64_t largest_answer = 1ULL << 30U;
constexpr std::string_view scheme = "http://127.0.0.1:";

asio::ip::tcp::endpoint parse_endpoint(const std::string& url)
{
    std::uint16_t port = 0;
    const auto digits = std::string_view{url}.substr(std::min(url.size(), scheme.size()));
    if (!url.starts_with(scheme) ||
        std::from_chars(digits.data(), digits.data() + digits.size(), port).ec != std::errc{})
        throw std::runtime_error(fmt::format("{} is no address of a sandbox", url));
    return {asio::ip::address_v4::loopback(), port};
}

http::request<http::string_body> make_request(std::string_view method, const std::string& target,
                                              const std::string& body)
{
    http::request<http::string_body> out{http::string_to_verb({method.data(), method.size()}),
                                         target, 11};
    out.set(http::field::host, "127.0.0.1");
    out.set(http::field::content_type, "application/json");
    out.set(http::field::connection, "close");
    out.body() = body;
    out.prepare_payload();
    return out;
}

std::string exchange(const asio::ip::tcp::endpoint& to,
                     const http::request<http::string_body>& wanted, unsigned& status)
{
    asio::io_context io;
    boost::beast::tcp_stream stream{io};
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(largest_answer);
    boost::system::error_code failure = asio::error::timed_out;
    stream.expires_after(patience);
    stream.async_connect(to, [&](boost::system::error_code failed) {
        failure = failed;
        if (failed) return;
        http::async_write(stream, wanted, [&](boost::system::error_code unsent, std::size_t) {
            failure = unsent;
            if (unsent) return;
            http::async_read(
                stream, buffer, parser,
                [&](boost::system::error_code unread, std::size_t) { failure = unread; });
        });
    });
    io.run();
    if (failure)
        throw std::runtime_error(fmt::format(
            "no sandbox answers on 127.0.0.1:{} ({}); start one: dovetail-sandbox serve", to.port(),
            failure.message()));
    status = parser.get().result_int();
    return std::move(parser.get().body());
}

} // namespace

std::string endpoint_of(const std::string& data_directory, side which)
{
    const auto path = std::filesystem::path{data_directory} / "endpoints.json";
    std::ifstream file{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::system::error_code failed;
    const auto document = json::parse(text, failed);
    if (failed || !document.is_object())
        throw std::runtime_error(
            fmt::format("{} is not there: start a sandbox (dovetail-sandbox serve --data {}), or "
                        "name its directory with --data",
                        path.string(), data_directory));
    const auto* entry = document.get_object().if_contains(side_name(which));
    const auto url =
        entry && entry->is_object() ? text_member(entry->get_object(), "url") : std::nullopt;
    if (!url) throw std::runtime_error(fmt::format("{} names no url", path.string()));
    return std::string{*url};
}

json::value ask_sandbox(const std::string& endpoint, std::string_view method,
                        const std::string& target, const std::string& body)
{
    unsigned status = 0;
    const auto text =
        exchange(parse_endpoint(endpoint), make_request(method, target, body), status);
    boost::system::error_code failed;
    auto document = json::parse(text, failed);
    if (failed) throw std::runtime_error("the answer is not JSON: is this a sandbox?");
    if (status >= 400) {
        const auto why =
            document.is_object() ? text_member(document.get_object(), "error") : std::nullopt;
        throw std::runtime_error(std::string{why.value_or("the sandbox refused")});
    }
    return document;
}

} // namespace dovetail::sandbox
