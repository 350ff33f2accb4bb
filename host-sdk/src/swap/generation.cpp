// SPDX-License-Identifier: Apache-2.0
#include <dovetail/swap/generation.hpp>

namespace dovetail::swap {

host::result<cursor_bytes> generation::usable(std::span<const std::uint8_t> cursor) const
{
    const auto accepted = connection->accepts_cursor(cursor);
    if (accepted) return cursor_bytes(cursor.begin(), cursor.end());
    if (!convert) return accepted.error();
    auto converted = convert(cursor);
    // What the connector itself says is what people know about; that it cannot convert is no news.
    if (!converted) return accepted.error();
    if (const auto own = connection->accepts_cursor(*converted); !own) return own.error();
    return converted;
}

} // namespace dovetail::swap
