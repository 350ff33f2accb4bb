// SPDX-License-Identifier: Apache-2.0
#include "log_line.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace dovetail::http {
namespace {

using host::log_level;

std::string_view word_for(log_level level)
{
    switch (level) {
    case log_level::debug:
        return "debug";
    case log_level::info:
        return "info";
    case log_level::warning:
        return "warning";
    case log_level::error:
        return "error";
    }
    return "info";
}

std::string time_text(std::chrono::system_clock::time_point now)
{
    const auto whole = std::chrono::floor<std::chrono::seconds>(now);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - whole).count();
    const auto seconds = std::chrono::system_clock::to_time_t(whole);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), ms);
}

/// Length of the valid UTF-8 sequence at the beginning of `text`; 0: there is none.
std::size_t sequence_length(std::string_view text)
{
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xc2 ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t index = 1; index < length; ++index)
        if ((byte(index) & 0xc0u) != 0x80) return 0;
    if (length < 3) return length;
    const unsigned second = byte(1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second >= 0xa0;
    const bool beyond = first == 0xf4 && second >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

/// C1 control characters and the two line separators that are no ASCII.
bool is_hidden_control(std::string_view sequence)
{
    return (sequence.size() == 2 && sequence[0] == '\xc2' &&
            static_cast<unsigned char>(sequence[1]) < 0xa0) ||
           sequence == "\u2028" || sequence == "\u2029";
}

/// Escaped as in JSON, which people read well, too.
void escape_into(std::string& out, std::string_view text, bool quoted)
{
    while (!text.empty()) {
        const auto length = sequence_length(text);
        const auto sequence = text.substr(0, std::max<std::size_t>(1, length));
        const auto first = static_cast<unsigned char>(text[0]);
        if (length == 0 || is_hidden_control(sequence))
            out += "\xef\xbf\xbd";
        else if (text[0] == '\n')
            out += "\\n";
        else if (text[0] == '\r')
            out += "\\r";
        else if (text[0] == '\t')
            out += "\\t";
        else if (first < 0x20 || first == 0x7f)
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", first);
        else if (quoted && (text[0] == '"' || text[0] == '\\'))
            (out += '\\') += text[0];
        else
            out += sequence;
        text.remove_prefix(sequence.size());
    }
}

/// Redacted first, cut afterwards: a cut secret would not be recognised.
std::string clean(std::string_view text, const redaction& secrets)
{
    auto whole = secrets.apply(text);
    if (whole.size() <= max_log_text) return whole;
    auto end = max_log_text;
    while (end > 0 && (static_cast<unsigned char>(whole[end]) & 0xc0u) == 0x80)
        --end;
    return fmt::format("{}... ({} bytes more)", whole.substr(0, end), whole.size() - end);
}

bool needs_quotes(std::string_view text)
{
    return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\';
           });
}

void append_value(std::string& out, const host::log_field& field, bool json,
                  const redaction& secrets)
{
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
        const auto cleaned = clean(*text, secrets);
        const bool quoted = json || needs_quotes(cleaned);
        if (quoted) out += '"';
        escape_into(out, cleaned, quoted);
        if (quoted) out += '"';
    } else if (const auto* flag = std::get_if<bool>(&field.value)) {
        out += *flag ? "true" : "false";
    } else if (const auto* number = std::get_if<double>(&field.value)) {
        if (std::isfinite(*number))
            fmt::format_to(std::back_inserter(out), "{}", *number);
        else
            out += "null"; // JSON has no other word for it
    } else {
        fmt::format_to(std::back_inserter(out), "{}", std::get<std::int64_t>(field.value));
    }
}

} // namespace

std::string format_line(host::log_format format, log_level level,
                        std::chrono::system_clock::time_point now, std::string_view message,
                        std::initializer_list<host::log_field> fields, const redaction& secrets)
{
    const bool json = format == host::log_format::json;
    std::string out = json ? fmt::format(R"({{"time":"{}","level":"{}","message":")",
                                         time_text(now), word_for(level))
                           : fmt::format("{}  {:<7}  ", time_text(now), word_for(level));
    escape_into(out, clean(message, secrets), json);
    if (json) out += '"';
    for (const auto& field : fields) {
        out += json ? ",\"" : "  ";
        escape_into(out, field.name, json);
        out += json ? "\":" : "=";
        append_value(out, field, json, secrets);
    }
    if (json) out += '}';
    return out;
}

} // namespace dovetail::http
