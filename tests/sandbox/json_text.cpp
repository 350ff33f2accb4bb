// SPDX-License-Identifier: Apache-2.0
#include <sandbox/json_text.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <dovetail/kit/json_text.hpp>

namespace dovetail::sandbox {

void append_json_string(std::string& out, std::string_view text)
{
    kit::append_json_text(out, text);
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
