// SPDX-License-Identifier: Apache-2.0
// The rules' own texts, copied once into a batch that may outlive the mapper.
#pragma once

#include "rules.hpp"

#include <dovetail/kit/mapped_builder.hpp>

#include <string>
#include <vector>

namespace dovetail::task_mapping {

/// Canonical names, native names and literals in the arena of one batch, so that a record refers
/// to them instead of carrying copies. Lifetime: the rules and the batch outlive it.
class interned
{
public:
    interned(const rule_set& rules, std::size_t native_side, kit::mapped_builder& out)
    {
        for (std::size_t i = 0; i < rules.canonical.size(); ++i)
            canonical_.push_back(out.name(rules.canonical.name(i)));
        const auto& slots = rules.sides[native_side].slots;
        for (std::size_t i = 0; i < slots.size(); ++i)
            native_.push_back(out.name(slots.name(i)));
        for (const auto& field : rules.fields) {
            auto& choices = choices_.emplace_back();
            for (const auto& choice : field.choices)
                choices.push_back(text(out, choice));
            auto& literals = literals_.emplace_back();
            for (const auto& choice : field.side[native_side].literals)
                literals.push_back(text(out, choice.front()));
        }
    }

    kit::field_name canonical(std::size_t index) const noexcept { return canonical_[index]; }
    kit::field_name native(std::size_t slot) const noexcept { return native_[slot]; }
    const dovetail_value& choice(std::size_t field, std::size_t index) const noexcept
    {
        return choices_[field][index];
    }
    /// The literal that is written for a choice.
    const dovetail_value& literal(std::size_t field, std::size_t index) const noexcept
    {
        return literals_[field][index];
    }

private:
    static dovetail_value text(kit::mapped_builder& out, const std::string& value)
    {
        return {DOVETAIL_TEXT, 0, 0, out.copy(value)};
    }

    std::vector<kit::field_name> canonical_;
    std::vector<kit::field_name> native_;
    std::vector<std::vector<dovetail_value>> choices_;
    std::vector<std::vector<dovetail_value>> literals_;
};

} // namespace dovetail::task_mapping
