// SPDX-License-Identifier: Apache-2.0
#include "record_json.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>
#include <dovetail/kit/view.hpp>

namespace dovetail::salesforce {

namespace {

void append_escaped(std::string& out, char c)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

bool needs_escape(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_value(std::string& out, const dovetail_field& field)
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
        return append_json_text(out, kit::view(value.text));
    case DOVETAIL_DATE:
        return append_json_text(out, kit::format_date(value.number));
    case DOVETAIL_INSTANT:
        return append_json_text(out, kit::format_instant(value.number));
    case DOVETAIL_JSON:
        out += kit::view(value.text);
        return;
    default:
        throw kit::plugin_error{kit::error_class::bug, "unknown_value_kind",
                                "the field " + std::string{kit::view(field.name)} +
                                    " of a change has a value of the unknown kind " +
                                    std::to_string(value.kind)};
    }
}

} // namespace

void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!needs_escape(text[at])) continue;
        out += text.substr(plain, at - plain);
        append_escaped(out, text[at]);
        plain = at + 1;
    }
    out += text.substr(plain);
    out += '"';
}

void append_members(std::string& out, const dovetail_change& change, std::string_view without)
{
    for (const dovetail_field& field : kit::fields_of(change)) {
        const std::string_view name = kit::view(field.name);
        if (!without.empty() && name == without) continue;
        out += ',';
        append_json_text(out, name);
        out += ':';
        append_value(out, field);
    }
}

} // namespace dovetail::salesforce
