// SPDX-License-Identifier: Apache-2.0
// SHA-256 digests as values.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace dovetail::host {

/// A SHA-256, of a library or of a text.
using digest = std::array<std::uint8_t, 32>;

/// In hexadecimal, lower case.
std::string to_string(const digest& value);

} // namespace dovetail::host
