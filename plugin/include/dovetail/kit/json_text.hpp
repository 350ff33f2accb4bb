// SPDX-License-Identifier: Apache-2.0
// Writing JSON without a tree: texts and values of records.
#pragma once

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>
#include <dovetail/kit/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::kit {

namespace detail {

inline void append_escape(std::string& out, char byte)
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

} // namespace detail

/// Appends `text` as a JSON string. Control characters are escaped, all else stays as it is, bytes
/// that are no UTF-8 included.
inline void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char byte = text[at];
        if (static_cast<unsigned char>(byte) >= 0x20 && byte != '"' && byte != '\\') continue;
        out += text.substr(plain, at - plain);
        detail::append_escape(out, byte);
        plain = at + 1;
    }
    out += text.substr(plain);
    out += '"';
}

/// Appends the value of a field: texts, true and false, numbers, null, DATE as "YYYY-MM-DD",
/// INSTANT as RFC 3339 in UTC, JSON as it is. Throws plugin_error, class bug, code
/// "unknown_value_kind", naming the field: writing anything else would lose what it holds.
inline void append_json_value(std::string& out, const dovetail_field& field)
{
    const dovetail_value& value = field.value;
    switch (value.kind) {
    case DOVETAIL_NULL:
        out += "null";
        return;
    case DOVETAIL_BOOL:
        out += value.number != 0 ? "true" : "false";
        return;
    case DOVETAIL_INT:
        out += std::to_string(value.number);
        return;
    case DOVETAIL_TEXT:
        return append_json_text(out, view(value.text));
    case DOVETAIL_DATE:
        return append_json_text(out, format_date(value.number));
    case DOVETAIL_INSTANT:
        return append_json_text(out, format_instant(value.number));
    case DOVETAIL_JSON:
        out += view(value.text);
        return;
    default:
        throw plugin_error{error_class::bug, "unknown_value_kind",
                           "the field " + std::string{view(field.name)} +
                               " of a change has a value of the unknown kind " +
                               std::to_string(value.kind)};
    }
}

} // namespace dovetail::kit
