// SPDX-License-Identifier: Apache-2.0
// Finding the fields of a record by number instead of by name.
#pragma once

#include <dovetail/kit/view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::task_mapping {

/// Names, numbered once when the rules are read.
class slot_table
{
public:
    /// The number of `name`, which is added when it is new.
    std::size_t add(std::string_view name)
    {
        if (const auto known = find(name)) return *known;
        names_.emplace_back(name);
        return names_.size() - 1;
    }

    std::optional<std::size_t> find(std::string_view name) const noexcept
    {
        const auto found = std::find(names_.begin(), names_.end(), name);
        if (found == names_.end()) return std::nullopt;
        return static_cast<std::size_t>(found - names_.begin());
    }

    const std::string& name(std::size_t slot) const noexcept { return names_[slot]; }
    std::size_t size() const noexcept { return names_.size(); }

private:
    std::vector<std::string> names_;
};

/// The values of one record after another, by slot.
///
/// The records of a batch have nearly always the same fields in the same order, so where a field
/// was in the last record is tried first: reading costs one comparison a field.
class slot_reader
{
public:
    explicit slot_reader(const slot_table& table) : table_(&table), values_(table.size()) {}

    /// Replaces what was read before. The values live as long as `fields`.
    void read(kit::field_span fields)
    {
        std::fill(values_.begin(), values_.end(), nullptr);
        if (hints_.size() < fields.size()) hints_.resize(fields.size());
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto slot = slot_of(kit::view(fields[i].name), hints_[i]);
            if (slot != nowhere) values_[slot] = &fields[i].value;
        }
    }

    /// Null: the record does not have it.
    const dovetail_value* operator[](std::size_t slot) const noexcept { return values_[slot]; }

private:
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    /// Which field was at a place of the last record.
    struct hint
    {
        std::size_t slot = nowhere;
        std::string unknown{}; ///< its name, when it has no slot
    };

    std::size_t slot_of(std::string_view name, hint& last) const
    {
        if (last.slot != nowhere && table_->name(last.slot) == name) return last.slot;
        if (last.slot == nowhere && last.unknown == name) return nowhere;
        const auto found = table_->find(name);
        if (!found) last.unknown = name;
        return last.slot = found.value_or(nowhere);
    }

    const slot_table* table_;
    std::vector<const dovetail_value*> values_;
    std::vector<hint> hints_;
};

} // namespace dovetail::task_mapping
