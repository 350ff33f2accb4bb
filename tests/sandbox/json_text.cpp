// SPDX-License-Identifier: Apache-2.0
#include <sandbox/json_text.hpp>

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace dovetail::sandbox {

namespace {

/// Non-zero for the bytes that may not stand in a JSON string as they are.
constexpr std::array<bool, 256> make_escape_table()
{
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < 0x20; ++i)
        table[i] = true;
    table['"'] = true;
    table['\\'] = true;
    return table;
}

constexpr auto needs_escape = make_escape_table();

void append_escape(std::string& out, char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
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
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needs_escape[static_cast<unsigned char>(text[i])]) continue;
        out.append(text.data() + start, i - start);
        append_escape(out, text[i]);
        start = i + 1;
    }
    out.append(text.data() + start, text.size() - start);
    out += '"';
}

void append_json_text_member(std::string& out, std::string_view key, std::string_view value)
{
    append_json_string(out, key);
    out += ':';
    if (value.empty())
        out += "null";
    else
        append_json_string(out, value);
}

std::optional<std::string_view> text_member(const boost::json::object& object, std::string_view key)
{
    const auto* found = object.if_contains(key);
    if (!found || !found->is_string()) return std::nullopt;
    const auto& text = found->get_string();
    return std::string_view{text.data(), text.size()};
}

std::optional<std::int64_t> integer_member(const boost::json::object& object, std::string_view key)
{
    const auto* found = object.if_contains(key);
    if (!found || !found->is_int64()) return std::nullopt;
    return found->get_int64();
}

bool flag_member(const boost::json::object& object, std::string_view key, bool otherwise)
{
    const auto* found = object.if_contains(key);
    return found && found->is_bool() ? found->get_bool() : otherwise;
}

std::size_t count_characters(std::string_view text)
{
    std::size_t count = 0;
    for (const char c : text)
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++count;
    return count;
}

} // namespace dovetail::sandbox
