// SPDX-License-Identifier: Apache-2.0
// Texts from plugins made fit for messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::host {

/// `text` as valid UTF-8 of at most `max_bytes`: what is invalid becomes U+FFFD, and a cut never
/// splits a code point and is marked with "…".
std::string clean_utf8(std::string_view text, std::size_t max_bytes);

/// Whether all of it is UTF-8 as RFC 3629 has it: no overlong forms, no surrogates.
bool is_utf8(std::string_view text) noexcept;

} // namespace dovetail::host
