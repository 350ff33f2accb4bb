// SPDX-License-Identifier: Apache-2.0
#include "keys.hpp"

#include <charconv>

namespace dovetail::sync {

std::string origin_key(std::string_view sync, side source, std::string_view source_key,
                       std::uint32_t generation)
{
    std::string key;
    key.reserve(sync.size() + source_key.size() + 8);
    key.append(sync).append(source == side::left ? "/l/" : "/r/").append(source_key);
    return key.append(1, '/').append(std::to_string(generation));
}

std::optional<origin> parse_origin(std::string_view sync, std::string_view key)
{
    // "<sync>/x/k/1" is the shortest.
    if (key.size() < sync.size() + 6 || !key.starts_with(sync)) return std::nullopt;
    key.remove_prefix(sync.size());
    origin found;
    if (key.starts_with("/l/"))
        found.source = side::left;
    else if (key.starts_with("/r/"))
        found.source = side::right;
    else
        return std::nullopt;
    key.remove_prefix(3);
    const auto slash = key.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return std::nullopt;
    const std::string_view number = key.substr(slash + 1);
    const auto [end, failure] =
        std::from_chars(number.data(), number.data() + number.size(), found.generation);
    if (failure != std::errc{} || end != number.data() + number.size()) return std::nullopt;
    if (found.generation == 0) return std::nullopt;
    found.source_key = key.substr(0, slash);
    return found;
}

std::string restore_key(std::string_view sync, std::int64_t history_id)
{
    return std::string(sync) + "/h/" + std::to_string(history_id) + "/1";
}

} // namespace dovetail::sync
