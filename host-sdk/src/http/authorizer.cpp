// SPDX-License-Identifier: Apache-2.0
#include "authorizer.hpp"

#include "oauth.hpp"
#include "origin.hpp"

#include <fmt/format.h>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;

/// `none` and `bearer`: what is configured, for ever.
class constant final : public authorizer
{
public:
    explicit constant(std::string_view token)
    {
        if (token.empty()) return;
        std::string header = "Bearer ";
        header.append(token);
        value_.authorization = host::secret::taken_from(header);
    }

    asio::awaitable<host::result<credential>> current() override { co_return value_.clone(); }
    bool renewable() const noexcept override { return false; }
    asio::awaitable<host::result<credential>> renew(std::uint64_t) override
    {
        co_return value_.clone();
    }
    void proved(std::uint64_t) override {}
    void distrust(std::uint64_t, const host::error&) override {}

private:
    credential value_;
};

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
    if (const auto missing = host::missing_keys(auth); !missing.empty())
        return host::error{host::error_class::config, "auth_incomplete",
                           fmt::format("connection '{}': this type of auth needs auth.{}",
                                       parts.connection, fmt::join(missing, ", auth."))};
    if (auth.type == host::auth_type::none || auth.type == host::auth_type::bearer) {
        if (!is_printable(parts.secrets.token.reveal()))
            return host::error{host::error_class::config, "auth_incomplete",
                               fmt::format("connection '{}': the token holds characters that "
                                           "cannot be sent",
                                           parts.connection)};
        const bool bearer = auth.type == host::auth_type::bearer;
        return std::shared_ptr<authorizer>(
            std::make_shared<constant>(bearer ? parts.secrets.token.reveal() : ""));
    }
    const auto endpoint = parse_origin(auth.token_url, "auth.token_url");
    if (!endpoint) return endpoint.error();
    if (host::travels_in_the_open(auth.token_url))
        return host::error{host::error_class::config, "unencrypted",
                           fmt::format("connection '{}': auth.token_url would send secrets "
                                       "unencrypted; use https",
                                       parts.connection)};
    return std::shared_ptr<authorizer>(std::make_shared<oauth>(std::move(parts)));
}

} // namespace dovetail::http
