// SPDX-License-Identifier: Apache-2.0
// Reading what crossed: arrays whose stride the writer chose, and fields by name.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/abi/mapper.h>
#include <dovetail/abi/record.h>
#include <dovetail/kit/value.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

namespace dovetail::kit {

/// An array of sized structs. Its stride is the struct_size of its first element, because the
/// writer may have been compiled with a longer layout than the reader. Owns nothing.
template<class item>
class sized_range
{
public:
    class iterator
    {
    public:
        using value_type = item;
        using difference_type = std::ptrdiff_t;
        using reference = const item&;
        using pointer = const item*;
        using iterator_category = std::forward_iterator_tag;

        iterator() = default;
        iterator(const std::byte* place, std::size_t stride) noexcept
            : place_{place}, stride_{stride}
        {
        }
        reference operator*() const noexcept { return *reinterpret_cast<const item*>(place_); }
        pointer operator->() const noexcept { return &**this; }
        iterator& operator++() noexcept
        {
            place_ += stride_;
            return *this;
        }
        iterator operator++(int) noexcept
        {
            iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const iterator& other) const noexcept { return place_ == other.place_; }

    private:
        const std::byte* place_ = nullptr;
        std::size_t stride_ = sizeof(item);
    };

    sized_range() = default;
    sized_range(const item* first, std::uint64_t count) noexcept
        : first_{reinterpret_cast<const std::byte*>(first)}, count_{first == nullptr ? 0 : count},
          stride_{count_ == 0 ? sizeof(item) : first->struct_size}
    {
    }

    [[nodiscard]] iterator begin() const noexcept { return {first_, stride_}; }
    [[nodiscard]] iterator end() const noexcept { return {first_ + stride_ * count_, stride_}; }
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] const item& operator[](std::size_t index) const noexcept
    {
        return *reinterpret_cast<const item*>(first_ + stride_ * index);
    }

private:
    const std::byte* first_ = nullptr;
    std::size_t count_ = 0;
    std::size_t stride_ = sizeof(item);
};

using record_range = sized_range<dovetail_record>;
using change_range = sized_range<dovetail_change>;
using lookup_range = sized_range<dovetail_lookup>;
using outcome_range = sized_range<dovetail_outcome>;
using mapped_range = sized_range<dovetail_mapped>;
using note_range = sized_range<dovetail_note>;
using canonical_change_range = sized_range<dovetail_canonical_change>;

[[nodiscard]] inline record_range records_of(const dovetail_batch& batch) noexcept
{
    return {batch.records, batch.record_count};
}
[[nodiscard]] inline outcome_range outcomes_of(const dovetail_outcomes& outcomes) noexcept
{
    return {outcomes.outcomes, outcomes.outcome_count};
}
[[nodiscard]] inline mapped_range items_of(const dovetail_mapped_batch& batch) noexcept
{
    return {batch.items, batch.item_count};
}

/// Fields have no size of their own: their array is a plain one.
using field_span = std::span<const dovetail_field>;

[[nodiscard]] inline field_span fields_of(const dovetail_field* fields,
                                          std::uint64_t count) noexcept
{
    return fields == nullptr ? field_span{} : field_span{fields, static_cast<std::size_t>(count)};
}
[[nodiscard]] inline field_span fields_of(const dovetail_record& record) noexcept
{
    return fields_of(record.fields, record.field_count);
}
[[nodiscard]] inline field_span fields_of(const dovetail_change& change) noexcept
{
    return fields_of(change.fields, change.field_count);
}
[[nodiscard]] inline field_span fields_of(const dovetail_mapped& item) noexcept
{
    return fields_of(item.fields, item.field_count);
}

/// The value of a field; null when the field is absent. Linear: records have few fields.
[[nodiscard]] inline const dovetail_value* find(field_span fields, std::string_view name) noexcept
{
    for (const dovetail_field& field : fields) {
        if (view(field.name) == name) return &field.value;
    }
    return nullptr;
}

/// The text of a field; `otherwise` when it is absent, null or no text.
[[nodiscard]] inline std::string_view find_text(field_span fields, std::string_view name,
                                                std::string_view otherwise = {}) noexcept
{
    const dovetail_value* const value = find(fields, name);
    return value == nullptr ? otherwise : text_of(*value).value_or(otherwise);
}

} // namespace dovetail::kit
