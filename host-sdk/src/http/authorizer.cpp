// SPDX-License-Identifier: Apache-2.0
#include "authorizer.hpp"

#include "oauth.hpp"
#include "origin.hpp"

#include <fmt/format.h>

#include <array>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;

/// `none` and `bearer`: what is configured, for ever.
class constant final : public authorizer
{
public:
    explicit constant(const secret_text& token)
    {
        if (token.empty()) return;
        std::string header = "Bearer ";
        header.append(token.reveal());
        value_.authorization = secret_text(header);
        wipe(header);
    }

    asio::awaitable<host::result<credential>> current() override { co_return value_; }
    bool renewable() const noexcept override { return false; }
    asio::awaitable<host::result<credential>> renew(std::uint64_t) override { co_return value_; }
    void proved(std::uint64_t) override {}
    void distrust(std::uint64_t, const host::error&) override {}

private:
    credential value_;
};

host::error missing(const authorizer_parts& parts, std::string_view what)
{
    return {
        host::error_class::config, "auth_incomplete",
        fmt::format("connection '{}': this type of auth needs auth.{}", parts.connection, what)};
}

std::string_view first_missing(const auth_settings& auth)
{
    struct need
    {
        auth_type type;
        bool absent;
        std::string_view name;
    };
    const std::array needs{
        need{auth_type::bearer, auth.bearer_token.empty(), "token"},
        need{auth_type::client_credentials, auth.client_id.empty(), "client_id"},
        need{auth_type::client_credentials, auth.client_secret.empty(), "client_secret"},
        need{auth_type::refresh_token, auth.client_id.empty(), "client_id"},
        need{auth_type::refresh_token, auth.refresh_token_file.empty(), "refresh_token"},
        need{auth_type::jwt_bearer, auth.client_id.empty(), "client_id"},
        need{auth_type::jwt_bearer, auth.private_key.empty(), "private_key"},
        need{auth_type::jwt_bearer, auth.subject.empty(), "subject"},
        need{auth_type::jwt_bearer, auth.audience.empty(), "audience"}};
    for (const auto& each : needs)
        if (each.type == auth.type && each.absent) return each.name;
    return {};
}

bool is_printable(std::string_view text)
{
    for (const char c : text)
        if (c <= 0x20 || c >= 0x7f) return false;
    return true;
}

} // namespace

host::result<std::shared_ptr<authorizer>> make_authorizer(authorizer_parts parts)
{
    const auto& auth = parts.settings;
    if (const auto what = first_missing(auth); !what.empty()) return missing(parts, what);
    if (auth.type == auth_type::none || auth.type == auth_type::bearer) {
        if (!is_printable(auth.bearer_token.reveal()))
            return host::error{host::error_class::config, "auth_incomplete",
                               fmt::format("connection '{}': the token holds characters that "
                                           "cannot be sent",
                                           parts.connection)};
        const bool bearer = auth.type == auth_type::bearer;
        return std::shared_ptr<authorizer>(
            std::make_shared<constant>(bearer ? auth.bearer_token : secret_text()));
    }
    if (auth.token_url.empty()) return missing(parts, "token_url");
    const auto endpoint = parse_origin(auth.token_url, "auth.token_url");
    if (!endpoint) return endpoint.error();
    if (!endpoint->tls && !endpoint->is_loopback())
        return host::error{host::error_class::config, "unencrypted",
                           fmt::format("connection '{}': auth.token_url would send secrets "
                                       "unencrypted; use https",
                                       parts.connection)};
    return std::shared_ptr<authorizer>(std::make_shared<oauth>(std::move(parts)));
}

} // namespace dovetail::http
