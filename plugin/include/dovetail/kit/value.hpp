// SPDX-License-Identifier: Apache-2.0
// Values of the contract, made and read. Texts are borrowed, not copied: builders copy.
#pragma once

#include <dovetail/abi/value.h>
#include <dovetail/kit/text.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::kit {

[[nodiscard]] constexpr dovetail_value null_value() noexcept
{
    return {DOVETAIL_NULL, 0, 0, {nullptr, 0}};
}
[[nodiscard]] constexpr dovetail_value bool_value(bool value) noexcept
{
    return {DOVETAIL_BOOL, 0, value ? 1 : 0, {nullptr, 0}};
}
[[nodiscard]] constexpr dovetail_value int_value(std::int64_t value) noexcept
{
    return {DOVETAIL_INT, 0, value, {nullptr, 0}};
}
[[nodiscard]] constexpr dovetail_value text_value(std::string_view text) noexcept
{
    return {DOVETAIL_TEXT, 0, 0, borrow(text)};
}
/// `days` since 1970-01-01.
[[nodiscard]] constexpr dovetail_value date_value(std::int64_t days) noexcept
{
    return {DOVETAIL_DATE, 0, days, {nullptr, 0}};
}
/// `us` microseconds since the epoch.
[[nodiscard]] constexpr dovetail_value instant_value(std::int64_t us) noexcept
{
    return {DOVETAIL_INSTANT, 0, us, {nullptr, 0}};
}
/// `text` is one JSON value.
[[nodiscard]] constexpr dovetail_value json_value(std::string_view text) noexcept
{
    return {DOVETAIL_JSON, 0, 0, borrow(text)};
}

/// The text of a TEXT or JSON value; nothing for any other kind.
[[nodiscard]] constexpr std::optional<std::string_view> text_of(
    const dovetail_value& value) noexcept
{
    if (value.kind != DOVETAIL_TEXT && value.kind != DOVETAIL_JSON) return std::nullopt;
    return view(value.text);
}

/// The number of a BOOL, INT, DATE or INSTANT value; nothing for any other kind.
[[nodiscard]] constexpr std::optional<std::int64_t> number_of(const dovetail_value& value) noexcept
{
    const bool has = value.kind == DOVETAIL_BOOL || value.kind == DOVETAIL_INT ||
                     value.kind == DOVETAIL_DATE || value.kind == DOVETAIL_INSTANT;
    return has ? std::optional{value.number} : std::nullopt;
}

/// Same kind and same content. An unknown kind equals nothing.
[[nodiscard]] constexpr bool same(const dovetail_value& a, const dovetail_value& b) noexcept
{
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case DOVETAIL_NULL:
        return true;
    case DOVETAIL_TEXT:
    case DOVETAIL_JSON:
        return view(a.text) == view(b.text);
    case DOVETAIL_BOOL:
    case DOVETAIL_INT:
    case DOVETAIL_DATE:
    case DOVETAIL_INSTANT:
        return a.number == b.number;
    default:
        return false;
    }
}

} // namespace dovetail::kit
