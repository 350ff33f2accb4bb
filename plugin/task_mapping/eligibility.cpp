// SPDX-License-Identifier: Apache-2.0
#include "eligibility.hpp"

#include "describe.hpp"

#include <algorithm>

namespace dovetail::task_mapping {

namespace {

bool equals(const condition_value& wanted, const dovetail_value& value) noexcept
{
    if (wanted.kind != value.kind) return false;
    if (value.kind == DOVETAIL_TEXT) return wanted.text == kit::view(value.text);
    return value.kind == DOVETAIL_NULL || wanted.number == value.number;
}

bool is_among(const std::vector<condition_value>& wanted, const dovetail_value* value) noexcept
{
    return value != nullptr &&
           std::any_of(wanted.begin(), wanted.end(),
                       [value](const condition_value& one) { return equals(one, *value); });
}

bool has_prefix(const std::vector<std::string>& prefixes, const dovetail_value* value) noexcept
{
    if (value == nullptr || value->kind != DOVETAIL_TEXT) return false;
    const auto text = kit::view(value->text);
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [text](const std::string& prefix) { return text.starts_with(prefix); });
}

bool holds(const condition& rule, const dovetail_value* value) noexcept
{
    if (!rule.one_of.empty() && !is_among(rule.one_of, value)) return false;
    if (is_among(rule.none_of, value)) return false;
    return rule.prefixes.empty() || has_prefix(rule.prefixes, value);
}

} // namespace

std::string why_not_eligible(const side_rules& side, const dovetail_record& record,
                             const slot_reader& values)
{
    if (record.kind == DOVETAIL_TOMBSTONE) return "it was deleted";
    for (const auto& rule : side.conditions) {
        const auto* const value = values[rule.slot];
        if (holds(rule, value)) continue;
        return rule.reason + " (" + side.slots.name(rule.slot) + " is " +
               (value == nullptr ? "not known" : describe(*value)) + ")";
    }
    return {};
}

} // namespace dovetail::task_mapping
