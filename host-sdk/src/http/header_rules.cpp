// SPDX-License-Identifier: Apache-2.0
#include "header_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace dovetail::http {
namespace {

constexpr std::array<std::string_view, 10> framing_names{
    "host",       "content-length", "transfer-encoding", "content-encoding",
    "connection", "keep-alive",     "proxy-connection",  "upgrade",
    "te",         "accept-encoding"};

constexpr std::array<std::string_view, 3> credential_names{"authorization", "proxy-authorization",
                                                           "cookie"};

template<std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_token(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

bool is_target(std::string_view text)
{
    return !text.empty() && text.front() == '/' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte > 0x20 && byte < 0x7f && c != '#';
           });
}

} // namespace

std::string lower_case(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string_view path_of(std::string_view target) noexcept
{
    return target.substr(0, target.find('?'));
}

std::string why_malformed(const request& message)
{
    if (!is_token(message.method)) return "its method is not a token";
    if (!is_target(message.target))
        return "its target does not begin with '/', or holds a character that must be escaped";
    for (const auto& [name, value] : message.headers) {
        if (!is_token(name)) return "the name of a header is not a token";
        const auto lower = lower_case(name);
        if (is_one_of(framing_names, lower))
            return fmt::format("the header '{}' is set by the host alone", lower);
        if (!is_field_value(value))
            return fmt::format("the value of the header '{}' holds control characters", lower);
    }
    return {};
}

std::string why_refused(const request& message)
{
    for (const auto& each : message.headers) {
        const auto lower = lower_case(each.name);
        if (is_one_of(credential_names, lower))
            return fmt::format("the header '{}' is set by the host alone", lower);
    }
    return why_malformed(message);
}

std::string_view response::find(std::string_view name) const noexcept
{
    for (const auto& each : headers)
        if (each.name == name) return each.value;
    return {};
}

} // namespace dovetail::http
