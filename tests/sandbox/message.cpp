// SPDX-License-Identifier: Apache-2.0
#include <sandbox/message.hpp>

#include <algorithm>

namespace dovetail::sandbox {

namespace {

constexpr std::string_view salesforce_name = "salesforce";
constexpr std::string_view sales_connect_name = "sales-connect";

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    const char letter = lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// A broken escape is kept as it is: the handlers then say what they cannot find.
std::string percent_decode(std::string_view text, bool plus_is_space)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
            hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' && plus_is_space ? ' ' : text[i];
        }
    }
    return out;
}

} // namespace

std::string_view side_name(side which)
{
    return which == side::salesforce ? salesforce_name : sales_connect_name;
}

std::optional<side> parse_side(std::string_view name)
{
    if (name == salesforce_name) return side::salesforce;
    if (name == sales_connect_name) return side::sales_connect;
    return std::nullopt;
}

bool equal_ignoring_case(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> request::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name)) return value;
    return std::nullopt;
}

std::optional<std::string_view> target_parts::parameter(std::string_view name) const
{
    for (const auto& [key, value] : parameters)
        if (key == name) return value;
    return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> split_form(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> out;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        out.emplace_back(percent_decode(pair.substr(0, equals), true),
                         equals == std::string_view::npos
                             ? std::string{}
                             : percent_decode(pair.substr(equals + 1), true));
    }
    return out;
}

target_parts split_target(std::string_view target)
{
    target_parts parts;
    const auto question = target.find('?');
    auto path = target.substr(0, question);
    if (question != std::string_view::npos)
        parts.parameters = split_form(target.substr(question + 1));
    while (!path.empty()) {
        if (path.front() == '/') path.remove_prefix(1);
        const auto segment = path.substr(0, path.find('/'));
        path.remove_prefix(segment.size());
        if (!segment.empty()) parts.segments.push_back(percent_decode(segment, false));
    }
    return parts;
}

std::string percent_encode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
            plain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

} // namespace dovetail::sandbox
