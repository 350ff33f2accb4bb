// SPDX-License-Identifier: Apache-2.0
#include "origin.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace dovetail::http {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

host::error fault(std::string_view what, std::string_view why)
{
    return {host::error_class::config, "bad_url",
            fmt::format("{} {}; write it like https://example.com/path", what, why)};
}

std::optional<std::uint16_t> port_of(const boost::urls::url_view& url)
{
    const auto text = url.port();
    std::uint16_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, number);
    if (fault != std::errc{} || stop != end || number == 0) return std::nullopt;
    return number;
}

std::string_view why_refused(const boost::urls::url_view& url)
{
    if (url.scheme_id() != boost::urls::scheme::http &&
        url.scheme_id() != boost::urls::scheme::https)
        return "is neither http nor https";
    if (url.has_userinfo()) return "contains a user or password, which do not belong there";
    if (url.has_query() || url.has_fragment()) return "contains a query or fragment";
    if (!url.has_authority() || url.encoded_host_address().empty()) return "names no host";
    if (url.encoded_host_address().find('%') != std::string_view::npos)
        return "contains a percent sign in the host";
    if (url.has_port() && !port_of(url)) return "has no usable port";
    return {};
}

bool is_ipv6(std::string_view host)
{
    return host.find(':') != std::string_view::npos;
}

} // namespace

std::string origin::text() const
{
    const std::string_view scheme = tls ? "https" : "http";
    return is_ipv6(host) ? fmt::format("{}://[{}]:{}", scheme, host, port)
                         : fmt::format("{}://{}:{}", scheme, host, port);
}

std::string origin::authority() const
{
    const std::string name = is_ipv6(host) ? fmt::format("[{}]", host) : host;
    return port == (tls ? https_port : http_port) ? name : fmt::format("{}:{}", name, port);
}

host::result<origin> parse_origin(std::string_view text, std::string_view what)
{
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) return fault(what, "is not a URL");
    const auto url = *parsed;
    if (const auto why = why_refused(url); !why.empty()) return fault(what, why);

    origin found;
    found.tls = url.scheme_id() == boost::urls::scheme::https;
    found.host = std::string(url.encoded_host_address());
    found.port = url.has_port() ? port_of(url).value_or(0) : found.tls ? https_port : http_port;
    found.path = std::string(url.encoded_path());
    while (!found.path.empty() && found.path.back() == '/')
        found.path.pop_back();
    return found;
}

} // namespace dovetail::http
