// SPDX-License-Identifier: Apache-2.0
// The extension dovetail.cursor/1 of plugins whose code runs in a child.
#pragma once

#include <dovetail/abi/cursor.h>

#include <cstddef>
#include <cstdint>

namespace dovetail::host::isolated {

class launcher;

/// The converter's function has no place for an object, so each launcher has a function of its own,
/// out of a fixed number of them: generations that are isolated, have a converter and are alive at
/// the same time. With swaps there are two of each plugin.
inline constexpr std::size_t converter_seats = 64;

/// A function that stands for one launcher, from `take` to the end of this object.
class converter_seat
{
public:
    converter_seat() = default;
    ~converter_seat();
    converter_seat(const converter_seat&) = delete;
    converter_seat& operator=(const converter_seat&) = delete;

    /// False: all are taken. `version` as in dovetail_cursor_converter.
    bool take(launcher& by, std::uint32_t version);

    /// dovetail_plugin::extension: the launcher's other extensions, and the converter. Only after
    /// take().
    const void* (*extension() const noexcept)(dovetail_text id);

private:
    std::size_t number_ = converter_seats;
};

} // namespace dovetail::host::isolated
