// SPDX-License-Identifier: Apache-2.0
#include "path.hpp"

namespace caldav {

namespace {

constexpr bool is_unreserved(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

constexpr int hex_digit(char c) noexcept
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string_view without_origin(std::string_view href) noexcept
{
    const auto scheme = href.find("://");
    if (href.starts_with('/') || scheme == std::string_view::npos) return href;
    const auto path = href.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view{"/"} : href.substr(path);
}

std::optional<std::string> decoded(std::string_view segment)
{
    std::string out;
    for (std::size_t at = 0; at < segment.size(); ++at) {
        char c = segment[at];
        if (c == '%') {
            if (at + 2 >= segment.size()) return std::nullopt;
            const int high = hex_digit(segment[at + 1]);
            const int low = hex_digit(segment[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            at += 2;
        } else if (c == '?' || c == '#') {
            return std::nullopt;
        }
        if (c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
        out += c;
    }
    if (out == "." || out == "..") return std::nullopt;
    return out;
}

void append_encoded(std::string& out, std::string_view segment)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : segment) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
}

} // namespace

std::optional<std::string> canonical_path(std::string_view href)
{
    std::string_view rest = without_origin(href);
    if (!rest.starts_with('/')) return std::nullopt;
    std::string out;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto segment = decoded(rest.substr(0, rest.find('/')));
        if (!segment) return std::nullopt;
        out += '/';
        append_encoded(out, *segment);
        const auto next = rest.find('/');
        rest = next == std::string_view::npos ? std::string_view{} : rest.substr(next);
    }
    return out;
}

bool is_directly_below(std::string_view path, std::string_view collection) noexcept
{
    return path.size() > collection.size() && path.starts_with(collection) &&
           path.find('/', collection.size()) == std::string_view::npos;
}

} // namespace caldav
