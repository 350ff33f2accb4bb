// SPDX-License-Identifier: Apache-2.0
// What a plugin handed out, held until nobody needs it.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/abi/mapper.h>

#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace dovetail::host {

inline std::string_view view(dovetail_text text) noexcept
{
    return text.size == 0 ? std::string_view{} : std::string_view(text.data, text.size);
}

inline dovetail_text to_abi(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/// Owns one of the contract's releasable structs and keeps its plugin's generation loaded.
///
/// Threads   immutable, so any number may read; one owner, movable, released on any thread.
/// Lifetime  all texts and arrays below `get()` live as long as this object.
template<class Handle>
class owned
{
public:
    owned() = default;

    /// Takes over `handle`; `generation` is what must stay loaded until it is released.
    owned(const Handle& handle, std::shared_ptr<const void> generation) noexcept
        : handle_(handle), generation_(std::move(generation))
    {
    }

    owned(owned&& other) noexcept
        : handle_(std::exchange(other.handle_, Handle{})), generation_(std::move(other.generation_))
    {
    }

    owned& operator=(owned&& other) noexcept
    {
        if (this != &other) {
            reset();
            handle_ = std::exchange(other.handle_, Handle{});
            generation_ = std::move(other.generation_);
        }
        return *this;
    }

    owned(const owned&) = delete;
    owned& operator=(const owned&) = delete;
    ~owned() { reset(); }

    const Handle& get() const noexcept { return handle_; }

    void reset() noexcept
    {
        if (handle_.release) handle_.release(handle_.owner);
        handle_ = Handle{};
        generation_.reset();
    }

private:
    Handle handle_{};
    std::shared_ptr<const void> generation_;
};

/// Records, outcomes and mapped records as a plugin delivered them.
using record_batch = owned<dovetail_batch>;
using outcome_batch = owned<dovetail_outcomes>;
using mapped_batch = owned<dovetail_mapped_batch>;

/// The elements of an array of the contract. The stride is the struct_size of its first element, so
/// an array made by a newer plugin (larger elements) is walked rightly (abi/version.h).
template<class Element>
class array_view
{
public:
    array_view(const Element* first, std::uint64_t count) noexcept : first_(first), count_(count) {}

    std::size_t size() const noexcept { return count_; }

    const Element& operator[](std::size_t index) const noexcept
    {
        const auto* bytes = reinterpret_cast<const std::byte*>(first_);
        return *reinterpret_cast<const Element*>(bytes + index * first_->struct_size);
    }

private:
    const Element* first_;
    std::uint64_t count_;
};

inline array_view<dovetail_record> records(const record_batch& batch) noexcept
{
    return {batch.get().records, batch.get().record_count};
}

inline array_view<dovetail_outcome> outcomes(const outcome_batch& batch) noexcept
{
    return {batch.get().outcomes, batch.get().outcome_count};
}

inline array_view<dovetail_mapped> items(const mapped_batch& batch) noexcept
{
    return {batch.get().items, batch.get().item_count};
}

/// Fields are atoms: a plain array.
inline std::span<const dovetail_field> fields(const dovetail_record& record) noexcept
{
    return {record.fields, record.field_count};
}

} // namespace dovetail::host
