// SPDX-License-Identifier: Apache-2.0
#include "base64.hpp"

#include <sodium/utils.h>

namespace dovetail::host {
namespace {

constexpr int variant = sodium_base64_VARIANT_ORIGINAL;

} // namespace

std::string to_base64(std::span<const std::uint8_t> bytes)
{
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
    out.pop_back(); // the length counts a final zero
    return out;
}

bool from_base64(std::string_view text, std::span<std::uint8_t> into)
{
    std::size_t size = 0;
    return sodium_base642bin(into.data(), into.size(), text.data(), text.size(), nullptr, &size,
                             nullptr, variant) == 0 &&
           size == into.size();
}

} // namespace dovetail::host
