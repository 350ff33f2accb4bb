// SPDX-License-Identifier: Apache-2.0
// Texts as both systems can hold them: one normal form, and cutting that breaks no character.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::task_mapping {

/// What becomes of line breaks: a details field keeps them, a subject line cannot hold any.
enum class line_breaks
{
    keep,
    remove
};

/// The normal form of a text (F6), on which two systems are compared.
///
/// What      - CRLF and CR become LF, or with `remove` no line break at all is left;
///           - NUL is dropped, and every malformed UTF-8 sequence becomes U+FFFD;
///           - characters up to U+0020 are trimmed at both ends. That is what Java's trim() takes
///             away; that Salesforce stores texts so is an assumption, and trimming on both sides
///             makes it harmless either way: nothing bounces if it does, or does not.
/// Limits    idempotent; never longer than three times its input.
/// Lifetime  the result lies in `text` when nothing had to be rewritten, else in `scratch`.
std::string_view normalise(std::string_view text, line_breaks lines, std::string& scratch);

/// How many UTF-16 code units a well-formed text takes. Salesforce says "characters" and means
/// Java's: an emoji outside the basic plane counts two.
std::uint64_t utf16_length(std::string_view text) noexcept;

/// The longest beginning of a normal text that fits `limit` UTF-16 code units and is normal itself.
///
/// What      never inside a code point, and not between a base character and what extends it (a
///           combining mark, a variation selector, a skin tone, the parts that zero-width joiners
///           tie together), unless one such cluster is longer than any person would write.
std::string_view cut(std::string_view normal, std::uint64_t limit) noexcept;

} // namespace dovetail::task_mapping
