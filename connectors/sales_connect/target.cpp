// SPDX-License-Identifier: Apache-2.0
#include "target.hpp"

namespace dovetail::sales_connect {

namespace {

constexpr bool is_unreserved(char byte) noexcept
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

} // namespace

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char byte : text) {
        if (is_unreserved(byte)) {
            out += byte;
            continue;
        }
        const auto bits = static_cast<unsigned char>(byte);
        out += '%';
        out += hex[bits >> 4u];
        out += hex[bits & 0x0Fu];
    }
    return out;
}

target& target::add(std::string_view name, std::string_view value)
{
    return add_encoded(name, percent_encoded(value));
}

target& target::add_encoded(std::string_view name, std::string_view value)
{
    text_ += text_.find('?') == std::string::npos ? '?' : '&';
    text_ += percent_encoded(name);
    text_ += '=';
    text_ += value;
    return *this;
}

} // namespace dovetail::sales_connect
