// SPDX-License-Identifier: Apache-2.0
#include "authorizer.hpp"

#include "oauth.hpp"
#include "origin.hpp"

#include <fmt/format.h>

#include <openssl/evp.h>

#include <algorithm>

namespace dovetail::http {
namespace {

namespace asio = boost::asio;

/// `none`, `basic` and `bearer`: what is configured, for ever.
class constant final : public authorizer
{
public:
    /// `authorization`: the value of the header; empty: none is sent.
    explicit constant(host::secret authorization)
    {
        value_.authorization = std::move(authorization);
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

host::error unusable(const authorizer_parts& parts, std::string_view what)
{
    return {host::error_class::config, "auth_incomplete",
            fmt::format("connection '{}': {}", parts.connection, what)};
}

host::result<host::secret> bearer_header(const authorizer_parts& parts)
{
    const auto token = parts.secrets.token.reveal();
    if (!is_printable(token))
        return unusable(parts, "the token holds characters that cannot be sent");
    std::string header = "Bearer ";
    header.append(token);
    return host::secret::taken_from(header);
}

bool has_control_characters(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// RFC 7617, in UTF-8.
host::result<host::secret> basic_header(const authorizer_parts& parts)
{
    const std::string& user = parts.settings.username;
    const auto password = parts.secrets.password.reveal();
    if (user.find(':') != std::string::npos)
        return unusable(parts, "auth.username holds a colon, which cannot be sent");
    if (has_control_characters(user) || has_control_characters(password))
        return unusable(parts, "auth.username or auth.password holds control characters, which "
                               "cannot be sent");
    std::string pair = user + ":";
    pair.append(password);
    std::string encoded((pair.size() + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock ends it with a NUL
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                    reinterpret_cast<const unsigned char*>(pair.data()),
                    static_cast<int>(pair.size()));
    encoded.pop_back();
    if (parts.sink) parts.sink->redact(encoded);
    std::string header = "Basic " + encoded;
    host::wipe(pair);
    host::wipe(encoded);
    return host::secret::taken_from(header);
}

host::result<std::shared_ptr<authorizer>> with_header(host::result<host::secret> value)
{
    if (!value) return value.error();
    return std::shared_ptr<authorizer>(std::make_shared<constant>(std::move(*value)));
}

} // namespace

host::result<std::shared_ptr<authorizer>> make_authorizer(authorizer_parts parts)
{
    const auto& auth = parts.settings;
    if (const auto missing = host::missing_keys(auth); !missing.empty())
        return unusable(
            parts, fmt::format("this type of auth needs auth.{}", fmt::join(missing, ", auth.")));
    if (auth.type == host::auth_type::none) return with_header(host::secret());
    if (auth.type == host::auth_type::bearer) return with_header(bearer_header(parts));
    if (auth.type == host::auth_type::basic) return with_header(basic_header(parts));
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
