// SPDX-License-Identifier: Apache-2.0
// Structs of other sizes for a plugin to fill, fenced in.
#pragma once

#include "judge/evidence.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

extern "C" {
// Of the leak checker, where there is one.
void __lsan_disable() __attribute__((weak));
void __lsan_enable() __attribute__((weak));
}

namespace dovetail::judge {

/// What a plugin hands out in a struct too small for its own release cannot be given back, and is
/// no leak of the plugin's.
class leaks_forgiven
{
public:
    leaks_forgiven()
    {
        if (__lsan_disable) __lsan_disable();
    }
    ~leaks_forgiven()
    {
        if (__lsan_enable) __lsan_enable();
    }
    leaks_forgiven(const leaks_forgiven&) = delete;
    leaks_forgiven& operator=(const leaks_forgiven&) = delete;
};

/// A zeroed struct that says it has `size` bytes, with marked memory behind them.
template<class Struct>
class fence
{
public:
    explicit fence(std::uint32_t size) : size_(size), memory_(size + behind, std::byte{mark})
    {
        std::fill_n(memory_.begin(), size, std::byte{0});
        std::memcpy(memory_.data(), &size_, sizeof size_);
    }

    /// From a size and one word to the whole and a newer host's, member by member.
    template<class Use>
    static void each_size(const Use& use)
    {
        for (std::uint32_t size = least; size <= sizeof(Struct) + appended; size += step) {
            const leaks_forgiven until_it_fits;
            fence one(size);
            use(one);
        }
    }

    Struct* get() noexcept { return reinterpret_cast<Struct*>(memory_.data()); }

    /// Null: it is too small to be read as a whole.
    const Struct* whole() const noexcept
    {
        return size_ >= sizeof(Struct) ? reinterpret_cast<const Struct*>(memory_.data()) : nullptr;
    }

    /// Nothing behind it was written, and it does not say it was filled further than it reaches.
    void judge(evidence& found, const std::string& which) const
    {
        const std::string what = which + ", given " + std::to_string(size_) + " of " +
                                 std::to_string(sizeof(Struct)) + " bytes, ";
        const bool untouched = std::all_of(memory_.begin() + size_, memory_.end(),
                                           [](std::byte one) { return one == std::byte{mark}; });
        found.require(untouched, "A-3", what + "was written beyond its end");
        std::uint32_t stated = 0;
        std::memcpy(&stated, memory_.data(), sizeof stated);
        found.require(stated <= size_, "A-2",
                      what + "says it was filled up to " + std::to_string(stated));
    }

private:
    static constexpr unsigned char mark = 0xA5;
    static constexpr std::uint32_t behind = 256; ///< more than any struct of the contract has
    static constexpr std::uint32_t least = 8;
    static constexpr std::uint32_t step = 8;
    static constexpr std::uint32_t appended = 32;

    std::uint32_t size_;
    std::vector<std::byte> memory_;
};

} // namespace dovetail::judge
