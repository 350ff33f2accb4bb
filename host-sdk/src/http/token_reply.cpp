// SPDX-License-Identifier: Apache-2.0
#include "token_reply.hpp"

#include "backoff.hpp"
#include "jwt.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace dovetail::http {
namespace {

namespace json = boost::json;
using host::error_class;

/// RFC 7523 leaves it open; the servers this is for accept at most 3 minutes.
constexpr std::chrono::seconds longest_assertion{180};

/// Of a server's text, kept in an error: enough to recognise it by.
constexpr std::size_t max_server_text = 500;

/// A token that claims to live longer is asked for anew after this time all the same.
constexpr std::int64_t longest_life_s = 365LL * 24 * 3600;

std::string escape(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            (out += '%') += {digits[byte >> 4], digits[byte & 15u]};
    }
    return out;
}

void add(std::string& form, std::string_view name, std::string_view value)
{
    if (value.empty()) return;
    if (!form.empty()) form += '&';
    form.append(name).append("=").append(escape(value));
}

std::string text_member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(*text) : std::string();
}

host::secret secret_member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? host::secret(*text) : host::secret();
}

/// Numbers, and numbers in quotes, which some servers send.
std::optional<std::chrono::seconds> seconds_member(const json::object& object,
                                                   std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (!value) return {};
    std::int64_t count = 0;
    if (const auto* text = value->if_string()) {
        const auto* end = text->data() + text->size();
        if (std::from_chars(text->data(), end, count).ptr != end) return {};
    } else {
        boost::system::error_code ec;
        count = value->to_number<std::int64_t>(ec);
        if (ec) return {};
    }
    if (count <= 0) return {};
    return std::chrono::seconds{std::min(count, longest_life_s)};
}

std::string excerpt(std::string_view text)
{
    return std::string(text.substr(0, max_server_text));
}

bool is_transient(std::string_view code)
{
    constexpr std::array<std::string_view, 3> codes{"temporarily_unavailable", "server_error",
                                                    "slow_down"};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

host::error oauth_error(const response& answer, const std::string& code, std::string description)
{
    // OAuth's codes are words of small letters; anything else is the server's text.
    const bool known = code.size() <= 40 &&
                       code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
    host::error fault{error_class::auth, known ? code : "token_refused", {}, excerpt(description)};
    if (is_transient(code)) {
        fault.kind = error_class::retryable;
        fault.message = fmt::format("the token endpoint is not available now ({})", fault.code);
    } else {
        fault.message = fmt::format("the token endpoint refused (HTTP {}, {}): connect again, or "
                                    "correct client and secrets of the connection",
                                    answer.status, fault.code);
    }
    return fault;
}

host::error unreadable(const response& answer, std::chrono::system_clock::time_point now)
{
    host::error fault{error_class::config, "token_endpoint", {}, excerpt(answer.body)};
    fault.message =
        fmt::format("the token endpoint answered HTTP {} with something that is no OAuth "
                    "answer",
                    answer.status);
    if (answer.status == 429)
        fault.kind = error_class::throttled;
    else if (answer.status >= 500 || answer.status == 408 || answer.status == 200)
        fault.kind = error_class::retryable;
    else
        fault.message += "; check auth.token_url";
    if (const auto wait = parse_retry_after(answer.find("retry-after"), now))
        fault.retry_after = *wait;
    return fault;
}

std::optional<access_token> to_token(const json::object& members)
{
    access_token token;
    token.value = secret_member(members, "access_token");
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    const auto value = token.value.reveal();
    if (value.empty() || !std::all_of(value.begin(), value.end(), printable)) return {};
    token.expires_in = seconds_member(members, "expires_in");
    token.refresh_token = secret_member(members, "refresh_token");
    token.instance_url = text_member(members, "instance_url");
    return token;
}

} // namespace

host::result<request> make_token_request(const host::auth_settings& settings,
                                         const auth_secrets& secrets,
                                         const host::secret& refresh_token,
                                         std::chrono::system_clock::time_point now)
{
    request message;
    message.method = "POST";
    message.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"Accept", "application/json"}};
    auto& form = message.body;
    switch (settings.type) {
    case host::auth_type::oauth2_client_credentials:
        add(form, "grant_type", "client_credentials");
        break;
    case host::auth_type::oauth2_refresh_token:
        add(form, "grant_type", "refresh_token");
        add(form, "refresh_token", refresh_token.reveal());
        break;
    case host::auth_type::oauth2_jwt_bearer: {
        const auto life =
            std::clamp(settings.assertion_lifetime, std::chrono::seconds{1}, longest_assertion);
        auto assertion =
            sign_jwt({settings.client_id, settings.subject, settings.audience, now + life},
                     secrets.private_key);
        if (!assertion) return assertion.error();
        add(form, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        add(form, "assertion", *assertion);
        break;
    }
    case host::auth_type::none:
    case host::auth_type::basic:
    case host::auth_type::bearer:
        return host::error{error_class::bug, "auth_type",
                           "this kind of auth has no token endpoint"};
    }
    if (settings.type != host::auth_type::oauth2_jwt_bearer) {
        add(form, "client_id", settings.client_id);
        add(form, "client_secret", secrets.client_secret.reveal());
    }
    add(form, "scope", settings.scope);
    return message;
}

host::result<access_token> read_token_reply(const response& answer,
                                            std::chrono::system_clock::time_point now)
{
    boost::system::error_code ec;
    auto value = json::parse(answer.body, ec);
    const auto* members = ec ? nullptr : value.if_object();
    if (members && answer.status == 200) {
        if (auto token = to_token(*members)) return std::move(*token);
    }
    if (members && members->contains("error") && answer.status != 429) {
        if (const auto code = text_member(*members, "error"); !code.empty())
            return oauth_error(answer, code, text_member(*members, "error_description"));
    }
    auto fault = unreadable(answer, now);
    // A senseless success may hold a token: none of it goes into an error.
    if (answer.status == 200) fault.server_text.clear();
    return fault;
}

} // namespace dovetail::http
