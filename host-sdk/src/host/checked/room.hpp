// SPDX-License-Identifier: Apache-2.0
// A struct for a plugin to fill, with a fence behind it.
#pragma once

#include "checked/finding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace dovetail::host::checked {

/// Zeroed, with its size. Whether the plugin kept to it shows afterwards.
template<class Struct>
class room
{
public:
    room() noexcept
    {
        value_.struct_size = sizeof(Struct);
        fence_.fill(mark);
    }

    Struct* operator&() noexcept { return &value_; }
    Struct& value() noexcept { return value_; }

    finding inspect(const char* which) const
    {
        const auto whole = [](unsigned char byte) { return byte == mark; };
        if (!std::all_of(fence_.begin(), fence_.end(), whole))
            return {"A-3", std::string("it wrote beyond the ") + which};
        if (value_.struct_size > sizeof(Struct) || value_.struct_size < sizeof(std::uint32_t))
            return {"A-2", std::string("a ") + which + " with the impossible struct_size " +
                               std::to_string(value_.struct_size)};
        return {};
    }

private:
    static constexpr unsigned char mark = 0xA5;
    static constexpr std::size_t fence_bytes = 64;

    Struct value_{};
    std::array<unsigned char, fence_bytes> fence_{};
};

/// Writes no further than the host's own struct reaches.
template<class Struct>
void write_out(Struct* out, Struct value) noexcept
{
    const std::size_t size = std::min<std::size_t>(out->struct_size, sizeof(Struct));
    value.struct_size = static_cast<std::uint32_t>(size);
    std::memcpy(static_cast<void*>(out), &value, size);
}

} // namespace dovetail::host::checked
