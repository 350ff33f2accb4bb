// SPDX-License-Identifier: Apache-2.0
#include "uid.hpp"

namespace caldav {

namespace {

constexpr std::string_view prefix = "dovetail.";
constexpr std::string_view digits = "0123456789abcdef";
/// File systems take 255 bytes, and servers add an extension and sometimes one for a while.
constexpr std::size_t longest_uid = 240;

constexpr bool is_plain(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

} // namespace

std::optional<std::string> uid_of_key(std::string_view idempotency_key)
{
    if (idempotency_key.empty()) return std::nullopt;
    std::string out{prefix};
    for (const char c : idempotency_key) {
        if (is_plain(c)) {
            out += c;
        } else if (c == '/') {
            out += '.';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '_';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out.size() > longest_uid ? std::nullopt : std::optional{std::move(out)};
}

std::optional<std::string> key_of_uid(std::string_view uid)
{
    if (!uid.starts_with(prefix)) return std::nullopt;
    std::string out;
    for (std::size_t at = prefix.size(); at < uid.size(); ++at) {
        const char c = uid[at];
        if (is_plain(c)) {
            out += c;
        } else if (c == '.') {
            out += '/';
        } else if (c == '_' && at + 2 < uid.size()) {
            const auto high = digits.find(uid[at + 1]);
            const auto low = digits.find(uid[at + 2]);
            if (high == std::string_view::npos || low == std::string_view::npos)
                return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            return std::nullopt;
        }
    }
    return uid_of_key(out) == uid ? std::optional{std::move(out)} : std::nullopt;
}

} // namespace caldav
