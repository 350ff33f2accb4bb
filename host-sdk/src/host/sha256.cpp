// SPDX-License-Identifier: Apache-2.0
#include "sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace dovetail::host {

digest sha256_of(std::string_view bytes)
{
    digest out{};
    unsigned int size = 0;
    // Fails only where OpenSSL itself is broken or has no memory.
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_sha256(), nullptr) != 1 ||
        size != out.size())
        throw std::runtime_error("OpenSSL has no SHA-256");
    return out;
}

digest digest_of(std::string_view hex)
{
    digest out{};
    const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (std::size_t at = 0; at < out.size() && 2 * at + 1 < hex.size(); ++at)
        out[at] = static_cast<std::uint8_t>(nibble(hex[2 * at]) * 16 + nibble(hex[2 * at + 1]));
    return out;
}

std::string to_string(const digest& value)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t byte : value) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

} // namespace dovetail::host
