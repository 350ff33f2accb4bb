// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648, section 4, with padding) of keys and signatures, by libsodium, which takes the
// same time whatever the bytes are.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dovetail::host {

std::string to_base64(std::span<const std::uint8_t> bytes);

/// Fills `into` exactly; false if the text is anything but base64 of that many bytes.
bool from_base64(std::string_view text, std::span<std::uint8_t> into);

} // namespace dovetail::host
