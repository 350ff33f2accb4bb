// SPDX-License-Identifier: Apache-2.0
#include "soql.hpp"

#include <dovetail/kit/instant.hpp>

namespace dovetail::salesforce::soql {

std::string quote(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 2);
    out += '\'';
    for (const char c : text) {
        switch (c) {
        case '\'':
        case '"':
        case '\\':
            out += '\\';
            out += c;
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        default:
            out += c;
        }
    }
    out += '\'';
    return out;
}

std::string instant(std::int64_t us)
{
    return kit::format_instant(us);
}

std::string list(std::span<const std::string> names)
{
    std::string out;
    for (const std::string& name : names) {
        if (!out.empty()) out += ',';
        out += name;
    }
    return out;
}

std::string encode(std::string_view text)
{
    // Unreserved characters, and those of the sub-delimiters that mean nothing in a query.
    static constexpr std::string_view plain = "-._~,():'";
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() * 2);
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter || (c >= '0' && c <= '9') || plain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

} // namespace dovetail::salesforce::soql
