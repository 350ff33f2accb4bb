// SPDX-License-Identifier: Apache-2.0
#include "text.hpp"

#include "utf8.hpp"

#include <cstring>

namespace dovetail::task_mapping {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// A cluster of more code points than this is cut anywhere: the longest emoji in use have 10, and
/// without a bound a text of nothing but combining marks would be cut to nothing.
constexpr int longest_cluster = 32;

constexpr std::uint64_t every_byte(std::uint8_t byte) noexcept
{
    return 0x0101010101010101u * byte;
}

/// Whether a byte of `word` is 0, or, more rarely, 1 above one that is: good enough to go slow.
constexpr bool may_have_zero(std::uint64_t word) noexcept
{
    return ((word - every_byte(0x01)) & ~word & every_byte(0x80)) != 0;
}

constexpr bool is_plain(std::uint64_t word, line_breaks lines) noexcept
{
    if ((word & every_byte(0x80)) != 0 || may_have_zero(word)) return false;
    if (may_have_zero(word ^ every_byte('\r'))) return false;
    return lines == line_breaks::keep || !may_have_zero(word ^ every_byte('\n'));
}

constexpr bool is_trimmed(char byte) noexcept
{
    return static_cast<unsigned char>(byte) <= 0x20;
}

std::string_view trim_end(std::string_view text) noexcept
{
    while (!text.empty() && is_trimmed(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string_view trim(std::string_view text) noexcept
{
    while (!text.empty() && is_trimmed(text.front()))
        text.remove_prefix(1);
    return trim_end(text);
}

/// How much of the text is normal already, in bytes; ends on a code point boundary.
std::size_t normal_prefix(std::string_view text, line_breaks lines) noexcept
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (std::uint64_t word = 0; at + sizeof word <= text.size()) {
            std::memcpy(&word, text.data() + at, sizeof word);
            if (is_plain(word, lines)) {
                at += sizeof word;
                continue;
            }
        }
        const char byte = text[at];
        if (byte == '\0' || byte == '\r') return at;
        if (byte == '\n' && lines == line_breaks::remove) return at;
        const auto step = decode(text, at);
        if (!step.valid) return at;
        at += step.size;
    }
    return at;
}

} // namespace

std::string_view normalise(std::string_view text, line_breaks lines, std::string& scratch)
{
    text = trim(text);
    std::size_t at = normal_prefix(text, lines);
    if (at == text.size()) return text;
    scratch.assign(text.substr(0, at));
    while (at < text.size()) {
        const char byte = text[at];
        if (byte == '\r' || byte == '\n') {
            if (lines == line_breaks::keep) scratch += '\n';
            at += byte == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
        } else if (byte == '\0') {
            ++at;
        } else {
            const auto step = decode(text, at);
            scratch += step.valid ? text.substr(at, step.size) : replacement;
            at += step.size;
        }
    }
    return scratch;
}

std::uint64_t utf16_length(std::string_view text) noexcept
{
    std::uint64_t units = 0;
    for (const char byte : text) {
        const auto bits = static_cast<unsigned char>(byte);
        if ((bits & 0xC0u) != 0x80u) units += bits >= 0xF0u ? 2 : 1;
    }
    return units;
}

std::string_view cut(std::string_view normal, std::uint64_t limit) noexcept
{
    // A code point never takes more UTF-16 units than bytes.
    if (normal.size() <= limit) return normal;
    std::uint64_t units = 0;
    std::size_t end = 0;
    while (end < normal.size()) {
        const auto step = decode(normal, end);
        units += step.value > 0xFFFF ? 2 : 1;
        if (units > limit) break;
        end += step.size;
    }
    if (end == normal.size()) return normal;
    std::size_t base = end;
    for (int steps = 0; base > 0 && steps <= longest_cluster; ++steps) {
        const auto before = previous(normal, base);
        const bool glued = extends_previous(decode(normal, base).value) ||
                           decode(normal, before).value == zero_width_joiner;
        if (!glued) return trim_end(normal.substr(0, base));
        base = before;
    }
    return trim_end(normal.substr(0, end));
}

} // namespace dovetail::task_mapping
