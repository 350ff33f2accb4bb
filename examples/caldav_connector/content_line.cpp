// SPDX-License-Identifier: Apache-2.0
#include "content_line.hpp"

#include <algorithm>
#include <functional>

namespace caldav {

namespace {

/// RFC 5545, 3.1: "lines SHOULD NOT be longer than 75 octets, excluding the line break".
constexpr std::size_t longest_line = 75;

std::string upper(std::string_view text)
{
    std::string out{text};
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

std::string_view without_line_end(std::string_view line) noexcept
{
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Where the value begins: the first ':' that is not in a quoted parameter.
std::size_t colon_in(std::string_view line) noexcept
{
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '"') quoted = !quoted;
        if (line[at] == ':' && !quoted) return at;
    }
    return std::string_view::npos;
}

void split(std::string_view line, content_line& out)
{
    const auto colon = colon_in(line);
    if (colon == std::string_view::npos) return;
    const std::string_view head = line.substr(0, colon);
    const auto semicolon = head.find(';');
    out.name = upper(head.substr(0, semicolon));
    if (semicolon != std::string_view::npos) out.parameters = head.substr(semicolon);
    out.value = line.substr(colon + 1);
}

/// Calls `action(name in upper case, whole text with its ';')` for each parameter.
void for_each_parameter(std::string_view parameters,
                        const std::function<void(std::string, std::string_view)>& action)
{
    while (parameters.starts_with(';')) {
        bool quoted = false;
        std::size_t end = 1;
        for (; end < parameters.size() && (quoted || parameters[end] != ';'); ++end)
            if (parameters[end] == '"') quoted = !quoted;
        const std::string_view one = parameters.substr(0, end);
        const auto equals = std::min(one.find('='), one.size());
        action(upper(one.substr(1, equals - 1)), one);
        parameters.remove_prefix(end);
    }
}

bool is_continuation(char c) noexcept
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

} // namespace

std::vector<content_line> read_lines(std::string_view text)
{
    std::vector<content_line> out;
    std::string whole;
    while (!text.empty()) {
        content_line line;
        whole.clear();
        for (bool first = true; first || text.starts_with(' ') || text.starts_with('\t');
             first = false) {
            const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
            const std::string_view part = text.substr(0, end);
            line.raw += part;
            whole += without_line_end(first ? part : part.substr(1));
            text.remove_prefix(end);
        }
        split(whole, line);
        out.push_back(std::move(line));
    }
    return out;
}

content_line make_line(std::string_view name, std::string_view parameters, std::string_view value)
{
    content_line out{{}, std::string{name}, std::string{parameters}, std::string{value}};
    const std::string whole = out.name + out.parameters + ":" + out.value;
    std::string_view rest = whole;
    std::size_t room = longest_line;
    while (rest.size() > room) {
        std::size_t size = room;
        while (size > 1 && is_continuation(rest[size]))
            --size;
        out.raw += rest.substr(0, size);
        out.raw += "\r\n ";
        rest.remove_prefix(size);
        room = longest_line - 1; // the blank counts
    }
    out.raw += rest;
    out.raw += "\r\n";
    return out;
}

std::optional<std::string> parameter(const content_line& line, std::string_view name)
{
    std::optional<std::string> out;
    for_each_parameter(line.parameters, [&](const std::string& key, std::string_view whole) {
        if (out || key != name) return;
        std::string_view value = whole.substr(std::min(whole.find('='), whole.size() - 1) + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        out = value;
    });
    return out;
}

std::string parameters_without(const content_line& line, std::string_view name)
{
    std::string out;
    for_each_parameter(line.parameters, [&](const std::string& key, std::string_view whole) {
        if (key != name) out += whole;
    });
    return out;
}

std::string unescaped(std::string_view value)
{
    std::string out;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] != '\\' || at + 1 == value.size()) {
            out += value[at];
            continue;
        }
        const char next = value[++at];
        out += next == 'n' || next == 'N' ? '\n' : next;
    }
    return out;
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' || c == ';' || c == ',') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            if (at + 1 == text.size() || text[at + 1] != '\n') out += "\\n";
        } else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) {
            out += c;
        }
    }
    return out;
}

} // namespace caldav
