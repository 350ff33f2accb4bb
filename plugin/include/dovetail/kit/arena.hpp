// SPDX-License-Identifier: Apache-2.0
// Memory that only grows and goes at once: what the records of a batch live in.
#pragma once

#include <dovetail/abi/value.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace dovetail::kit {

/// Characters that live until the arena goes. Move-only; moving keeps every text where it is.
class text_arena
{
public:
    text_arena() = default;
    text_arena(text_arena&& other) noexcept
        : blocks_{std::move(other.blocks_)}, next_{std::exchange(other.next_, nullptr)},
          left_{std::exchange(other.left_, 0)}, block_{other.block_}
    {
    }
    text_arena& operator=(text_arena&& other) noexcept
    {
        blocks_ = std::move(other.blocks_);
        next_ = std::exchange(other.next_, nullptr);
        left_ = std::exchange(other.left_, 0);
        block_ = other.block_;
        return *this;
    }

    /// `size` uninitialised bytes. Throws std::bad_alloc.
    [[nodiscard]] char* allocate(std::size_t size)
    {
        if (size > left_) return allocate_anew(size);
        char* const place = next_;
        next_ += size;
        left_ -= size;
        return place;
    }

    /// A copy of `text` that lives as long as the arena.
    [[nodiscard]] dovetail_text copy(std::string_view text)
    {
        if (text.empty()) return {nullptr, 0};
        char* const place = allocate(text.size());
        std::memcpy(place, text.data(), text.size());
        return {place, text.size()};
    }

private:
    /// The first block holds the texts of a small batch; doubling keeps their number small.
    static constexpr std::size_t first_block = 4096;
    static constexpr std::size_t largest_block = std::size_t{1} << 20;

    char* allocate_anew(std::size_t size)
    {
        // A text that would waste most of a block gets one of its own, and the open one stays open.
        if (size > block_ / 4) {
            blocks_.emplace_back(new char[size]);
            return blocks_.back().get();
        }
        blocks_.emplace_back(new char[block_]);
        next_ = blocks_.back().get() + size;
        left_ = block_ - size;
        block_ = std::min(block_ * 2, largest_block);
        return blocks_.back().get();
    }

    std::vector<std::unique_ptr<char[]>> blocks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t block_ = first_block;
};

/// Arrays of plain structs, one under construction at a time: push its elements, then `finish` it.
template<class element>
class array_arena
{
    static_assert(std::is_trivially_copyable_v<element> &&
                  std::is_trivially_destructible_v<element>);

public:
    array_arena() = default;
    array_arena(array_arena&& other) noexcept
        : blocks_{std::move(other.blocks_)}, first_{std::exchange(other.first_, nullptr)},
          end_{std::exchange(other.end_, nullptr)}, limit_{std::exchange(other.limit_, nullptr)},
          block_{other.block_}
    {
    }
    array_arena& operator=(array_arena&& other) noexcept
    {
        blocks_ = std::move(other.blocks_);
        first_ = std::exchange(other.first_, nullptr);
        end_ = std::exchange(other.end_, nullptr);
        limit_ = std::exchange(other.limit_, nullptr);
        block_ = other.block_;
        return *this;
    }

    void push(const element& item)
    {
        if (end_ == limit_) grow();
        *end_++ = item;
    }

    /// The elements of the array under construction; invalid after the next push.
    [[nodiscard]] std::span<element> open() noexcept
    {
        return {first_, static_cast<std::size_t>(end_ - first_)};
    }

    /// Closes the array under construction; it lives as long as the arena.
    std::span<const element> finish() noexcept
    {
        const std::span<const element> whole = open();
        first_ = end_;
        return whole;
    }

    /// Forgets the array under construction.
    void discard() noexcept { end_ = first_; }

private:
    /// 64 fields: the first block of a batch of a few records.
    static constexpr std::size_t first_block = 64;
    static constexpr std::size_t largest_block = std::size_t{1} << 14;

    void grow()
    {
        const auto kept = static_cast<std::size_t>(end_ - first_);
        const std::size_t size = std::max(block_, kept * 2);
        std::unique_ptr<element[]> block{new element[size]};
        if (kept != 0) std::memcpy(block.get(), first_, kept * sizeof(element));
        blocks_.push_back(std::move(block));
        first_ = blocks_.back().get();
        end_ = first_ + kept;
        limit_ = first_ + size;
        block_ = std::min(block_ * 2, largest_block);
    }

    std::vector<std::unique_ptr<element[]>> blocks_;
    element* first_ = nullptr;
    element* end_ = nullptr;
    element* limit_ = nullptr;
    std::size_t block_ = first_block;
};

} // namespace dovetail::kit
