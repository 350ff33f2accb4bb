// SPDX-License-Identifier: Apache-2.0
// A struct and everything it points to in one piece of memory that can be moved: in an arena each
// pointer holds the distance from the arena's beginning, and 0 is null (the root stands at 0).
#pragma once

#include "shape.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace dovetail::host::isolated {

template<class T>
concept sized = requires(T it)
{
    it.struct_size;
};

/// What may be copied byte by byte into memory that somebody else reads: every byte of it is a
/// member, so none is a piece of the writer's stack or heap.
template<class T>
concept crosses = std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>;

/// Where the elements after the first of an array stand (abi/version.h).
template<class T>
std::size_t stride_of(const T& first) noexcept
{
    if constexpr (sized<T>)
        return std::max<std::size_t>(first.struct_size, sizeof first.struct_size);
    else
        return sizeof(T);
}

/// As much of a struct as its maker knew, the rest zero. With its size, if it has one.
template<class T>
T known_part(const T& from, std::size_t size) noexcept
{
    T out{};
    std::memcpy(&out, &from, std::min(size, sizeof(T)));
    if constexpr (sized<T>) out.struct_size = static_cast<std::uint32_t>(sizeof(T));
    return out;
}

/// Writes one arena.
///
/// The memory may be shared with somebody who is not trusted: nothing is ever read back from it,
/// and nothing of the writer's own is left in it: pointers become distances, what is empty becomes
/// null, and structs have no gaps.
class arena_writer
{
public:
    explicit arena_writer(std::span<std::byte> room) noexcept : room_(room) {}

    /// Writes `root` and what it points to; false: there is not enough room.
    template<class T>
    bool write(const T& root)
    {
        static_assert(crosses<T>);
        T copy = root;
        reserve(sizeof(T), alignof(T));
        describe(copy, *this);
        store_at(0, &copy, sizeof copy);
        return !full_;
    }

    std::size_t used() const noexcept { return used_; }

    void text(dovetail_text& it) { it.data = as_pointer<char>(copy_of(it.data, it.size)); }

    void bytes(dovetail_bytes& it)
    {
        it.data = as_pointer<std::uint8_t>(copy_of(it.data, it.size));
    }

    /// What its kind does not use may be anything in the maker's memory, an address for instance:
    /// it is none of the reader's business.
    void value(dovetail_value& it)
    {
        const bool textual = it.kind == DOVETAIL_TEXT || it.kind == DOVETAIL_JSON;
        it.reserved = 0;
        if (textual)
            it.number = 0;
        else
            it.text = {};
        text(it.text);
    }

    /// A text that many elements share, e.g. the name of a field: written once for each address.
    void name(dovetail_text& it)
    {
        if (!it.data || it.size == 0) return text(it);
        auto& slot = names_[(reinterpret_cast<std::uintptr_t>(it.data) >> 2) % names_.size()];
        if (slot.data != it.data || slot.size != it.size)
            slot = {it.data, it.size, copy_of(it.data, it.size)};
        it.data = as_pointer<char>(slot.place);
    }

    template<class T>
    void array(const T*& first, std::uint64_t count)
    {
        static_assert(crosses<T>);
        if (count == 0) first = nullptr;
        if (!first) return; // with a count, that is for its reader to judge
        if (count > room_.size() / sizeof(T)) {
            full_ = true;
            return;
        }
        const auto* from = reinterpret_cast<const std::byte*>(first);
        const std::size_t stride = stride_of(*first);
        const std::size_t place = reserve(count * sizeof(T), alignof(T));
        for (std::uint64_t at = 0; at < count && !full_; ++at, from += stride) {
            T copy = known_part(*reinterpret_cast<const T*>(from), stride);
            describe(copy, *this);
            store_at(place + at * sizeof(T), &copy, sizeof copy);
        }
        first = as_pointer<T>(place);
    }

    template<class T>
    void object(T*& one)
    {
        if (!one) return;
        using plain = std::remove_const_t<T>;
        static_assert(crosses<plain>);
        const std::size_t size = std::min<std::size_t>(one->struct_size, sizeof(plain));
        plain copy = known_part<plain>(*one, size);
        copy.struct_size = static_cast<std::uint32_t>(size);
        const std::size_t place = reserve(sizeof copy, alignof(plain));
        describe(copy, *this);
        store_at(place, &copy, sizeof copy);
        one = as_pointer<T>(place);
    }

private:
    struct shared_name
    {
        const char* data;
        std::uint64_t size;
        std::size_t place;
    };

    template<class T>
    static T* as_pointer(std::size_t place) noexcept
    {
        return reinterpret_cast<T*>(place);
    }

    std::size_t reserve(std::uint64_t size, std::size_t alignment) noexcept
    {
        const std::size_t place = (used_ + alignment - 1) / alignment * alignment;
        if (place > room_.size() || size > room_.size() - place) {
            full_ = true;
            return 0;
        }
        used_ = place + size;
        return place;
    }

    std::size_t copy_of(const void* data, std::uint64_t size)
    {
        if (!data || size == 0) return 0;
        const std::size_t place = reserve(size, 1);
        store_at(place, data, size);
        return full_ ? 0 : place;
    }

    void store_at(std::size_t place, const void* from, std::size_t size) noexcept
    {
        if (!full_) std::memcpy(room_.data() + place, from, size);
    }

    std::span<std::byte> room_;
    std::size_t used_ = 0;
    bool full_ = false;
    // More names than any record of ours has fields; a collision only costs a second copy.
    std::array<shared_name, 128> names_{};
};

/// Turns distances into pointers, and proves that none leaves the arena.
///
/// The memory must be the reader's alone: what was checked must not change afterwards. An arena is
/// read once.
class arena_reader
{
public:
    explicit arena_reader(std::span<std::byte> arena) noexcept : arena_(arena) {}

    /// The root, or null: the arena is broken. Null pointers with a count stay as they are.
    template<class T>
    T* read()
    {
        static_assert(std::is_trivially_copyable_v<T>);
        if (arena_.size() < sizeof(T)) return nullptr;
        auto* root = reinterpret_cast<T*>(arena_.data());
        describe(*root, *this);
        return sound_ ? root : nullptr;
    }

    void text(dovetail_text& it) noexcept { it.data = place<char>(it.data, it.size); }
    void name(dovetail_text& it) noexcept { text(it); }
    void value(dovetail_value& it) noexcept { text(it.text); }
    void bytes(dovetail_bytes& it) noexcept { it.data = place<std::uint8_t>(it.data, it.size); }

    template<class T>
    void array(const T*& first, std::uint64_t count)
    {
        T* found = place<T>(first, count);
        first = found;
        if (!found) return;
        for (std::uint64_t at = 0; at < count && sound_; ++at) {
            if constexpr (sized<T>) found[at].struct_size = static_cast<std::uint32_t>(sizeof(T));
            describe(found[at], *this);
        }
    }

    template<class T>
    void object(T*& one)
    {
        using plain = std::remove_const_t<T>;
        plain* found = place<plain>(one, 1);
        one = found;
        if (!found) return;
        const std::uint64_t size = found->struct_size;
        found->struct_size = static_cast<std::uint32_t>(std::min<std::uint64_t>(size, sizeof(T)));
        describe(*found, *this);
    }

private:
    template<class T>
    T* place(const T* stated, std::uint64_t count) noexcept
    {
        const auto at = reinterpret_cast<std::uintptr_t>(stated);
        if (at == 0 || !sound_) return nullptr;
        sound_ =
            at < arena_.size() && at % alignof(T) == 0 && count <= (arena_.size() - at) / sizeof(T);
        return sound_ ? reinterpret_cast<T*>(arena_.data() + at) : nullptr;
    }

    std::span<std::byte> arena_;
    bool sound_ = true;
};

} // namespace dovetail::host::isolated
