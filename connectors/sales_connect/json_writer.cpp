// SPDX-License-Identifier: Apache-2.0
#include "json_writer.hpp"

#include <dovetail/kit/instant.hpp>
#include <dovetail/kit/text.hpp>

#include <cstddef>

namespace dovetail::sales_connect {

namespace {

constexpr bool is_plain(char byte) noexcept
{
    return static_cast<unsigned char>(byte) >= 0x20 && byte != '"' && byte != '\\';
}

void append_escape(std::string& out, char byte)
{
    constexpr std::string_view hex = "0123456789abcdef";
    out += '\\';
    switch (byte) {
    case '"':
    case '\\':
        out += byte;
        break;
    case '\n':
        out += 'n';
        break;
    case '\r':
        out += 'r';
        break;
    case '\t':
        out += 't';
        break;
    default:
        out += "u00";
        out += hex[static_cast<unsigned char>(byte) >> 4u];
        out += hex[static_cast<unsigned char>(byte) & 0x0Fu];
        break;
    }
}

} // namespace

void append_text(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_plain(text[at])) continue;
        out += text.substr(from, at - from);
        append_escape(out, text[at]);
        from = at + 1;
    }
    out += text.substr(from);
    out += '"';
}

void append_value(std::string& out, const dovetail_value& value)
{
    switch (value.kind) {
    case DOVETAIL_BOOL:
        out += value.number != 0 ? "true" : "false";
        break;
    case DOVETAIL_INT:
        out += std::to_string(value.number);
        break;
    case DOVETAIL_TEXT:
        append_text(out, kit::view(value.text));
        break;
    case DOVETAIL_DATE:
        append_text(out, kit::format_date(value.number));
        break;
    case DOVETAIL_INSTANT:
        append_text(out, kit::format_instant(value.number));
        break;
    case DOVETAIL_JSON:
        out += kit::view(value.text);
        break;
    default:
        out += "null";
        break;
    }
}

} // namespace dovetail::sales_connect
