// SPDX-License-Identifier: Apache-2.0
// Between the contract's texts and bytes and the standard library's views. Nothing is copied.
#pragma once

#include <dovetail/abi/value.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace dovetail::kit {

/// A view of a text of the contract; lives as long as what the text points to.
[[nodiscard]] constexpr std::string_view view(dovetail_text text) noexcept
{
    return text.size == 0 ? std::string_view{} : std::string_view{text.data, text.size};
}

/// The bytes of a body or a cursor as characters; lives as long as what they point to.
[[nodiscard]] inline std::string_view view(dovetail_bytes bytes) noexcept
{
    if (bytes.size == 0) return {};
    return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

/// The contract's form of a view; what `text` points to must outlive it.
[[nodiscard]] constexpr dovetail_text borrow(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/// As above, for opaque bytes.
[[nodiscard]] inline dovetail_bytes borrow_bytes(std::string_view bytes) noexcept
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// The name of a field: a string literal, which is never copied, because it lives as long as the
/// plugin and a batch keeps its plugin loaded. A name that is made at run time is copied into the
/// batch first: builder.name(text).
class field_name
{
public:
    template<std::size_t size>
    consteval field_name(const char (&literal)[size]) noexcept : text_{literal, size - 1}
    {
    }

    /// A name whose characters are known to outlive the batch, e.g. those in its own arena.
    [[nodiscard]] static constexpr field_name outliving(dovetail_text text) noexcept
    {
        return field_name{text, 0};
    }

    [[nodiscard]] constexpr dovetail_text text() const noexcept { return text_; }

private:
    constexpr field_name(dovetail_text text, int) noexcept : text_{text} {}

    dovetail_text text_;
};

} // namespace dovetail::kit
