// SPDX-License-Identifier: Apache-2.0
#include "redaction.hpp"

#include <algorithm>
#include <array>
#include <mutex>

namespace dovetail::http {
namespace {

constexpr std::string_view mask = "***";

/// Names of members and fields whose values are secret, in lower case.
constexpr std::array<std::string_view, 10> secret_names{
    "access_token", "refresh_token", "id_token",    "client_secret", "client_assertion",
    "assertion",    "password",      "private_key", "code_verifier", "session_id"};

constexpr std::array<std::string_view, 3> schemes{"bearer ", "basic ", "oauth "};

/// Shorter words after "Bearer " are prose ("bearer of news"), not tokens.
constexpr std::size_t min_credential = 8;

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

/// RFC 6750's b64token, and '!' which tokens of some servers contain.
bool is_token(char c)
{
    return is_word(c) || c == '-' || c == '.' || c == '~' || c == '+' || c == '/' || c == '=' ||
           c == '!';
}

bool equal_ignoring_case(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size() &&
           std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
           });
}

/// Where the credential after a scheme at `at` begins, or npos.
std::size_t credential_after_scheme(std::string_view text, std::size_t at)
{
    for (const auto scheme : schemes)
        if (equal_ignoring_case(text.substr(at, scheme.size()), scheme)) return at + scheme.size();
    return std::string_view::npos;
}

/// The value after a secret name at `at`: `name=value`, `"name":"value"`, `\"name\": \"value\"`,
/// `name: value`. An empty range: there is none.
std::pair<std::size_t, std::size_t> value_after_name(std::string_view text, std::size_t at)
{
    auto end = at;
    while (end < text.size() && is_word(text[end]))
        ++end;
    const auto name = text.substr(at, end - at);
    if (std::none_of(secret_names.begin(), secret_names.end(),
                     [&](auto each) { return equal_ignoring_case(name, each); }) &&
        !equal_ignoring_case(name, "authorization"))
        return {end, end};

    const auto skip = [&](std::string_view marks) {
        while (end < text.size() && marks.find(text[end]) != std::string_view::npos)
            ++end;
    };
    skip("\\\"'");
    skip(" ");
    if (end >= text.size() || (text[end] != ':' && text[end] != '=')) return {end, end};
    ++end;
    skip(" ");
    const bool quoted = end < text.size() && (text[end] == '"' || text[end] == '\\');
    skip("\\\"'");
    const auto begin = end;
    const std::string_view stops = quoted ? "\"\\" : "&,;\"\\ \t\r\n}";
    while (end < text.size() && stops.find(text[end]) == std::string_view::npos)
        ++end;
    return {begin, end};
}

void mask_registered(std::string& text, std::string_view secret)
{
    for (auto at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + mask.size()))
        text.replace(at, secret.size(), mask);
}

std::string mask_patterns(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const bool begins_word = is_letter(text[at]) && (at == 0 || !is_word(text[at - 1]));
        if (!begins_word) {
            out += text[at++];
            continue;
        }
        if (const auto begin = credential_after_scheme(text, at); begin != std::string_view::npos) {
            auto end = begin;
            while (end < text.size() && is_token(text[end]))
                ++end;
            if (end - begin >= min_credential) {
                out.append(text.substr(at, begin - at)).append(mask);
                at = end;
                continue;
            }
        }
        const auto [begin, end] = value_after_name(text, at);
        // "authorization: Bearer x" is left to the scheme.
        if (end > begin && credential_after_scheme(text, begin) == std::string_view::npos) {
            out.append(text.substr(at, begin - at)).append(mask);
            at = end;
            continue;
        }
        do
            out += text[at++];
        while (at < text.size() && is_word(text[at]));
    }
    return out;
}

} // namespace

void redaction::add(std::string_view secret)
{
    if (secret.size() < min_length) return;
    const std::unique_lock lock(mutex_);
    const bool known = std::any_of(secrets_.begin(), secrets_.end(),
                                   [&](const auto& each) { return each.reveal() == secret; });
    if (known) return;
    secrets_.emplace_back(secret);
    if (secrets_.size() > max_secrets) secrets_.pop_front();
}

std::string redaction::apply(std::string_view text) const
{
    std::string out(text);
    {
        const std::shared_lock lock(mutex_);
        for (const auto& each : secrets_)
            mask_registered(out, each.reveal());
    }
    return mask_patterns(out);
}

} // namespace dovetail::http
