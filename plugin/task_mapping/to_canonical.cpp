// SPDX-License-Identifier: Apache-2.0
#include "to_canonical.hpp"

#include "calendar_date.hpp"
#include "describe.hpp"
#include "eligibility.hpp"
#include "interned.hpp"

#include <algorithm>

namespace dovetail::task_mapping {

namespace {

class canonical_mapping
{
public:
    canonical_mapping(const rule_set& rules, std::size_t side, kit::mapped_builder& out)
        : rules_(rules), here_(rules.sides[side]), side_(side), values_(here_.slots), out_(out),
          names_(rules, side, out)
    {
    }

    void map(const dovetail_record& record)
    {
        values_.read(kit::fields_of(record));
        out_.begin();
        map_head(record);
        for (std::size_t i = 0; i < rules_.fields.size(); ++i)
            map_field(i);
        for (const auto& field : rules_.fields) {
            map_clock(field.side[side_]);
            map_tokens(field.side[1 - side_]);
        }
    }

private:
    void map_head(const dovetail_record& record)
    {
        if (const auto reason = why_not_eligible(here_, record, values_); reason.empty())
            out_.eligible();
        else
            out_.not_eligible(reason);
        if (const auto* value = value_at(here_.owner); value && value->kind == DOVETAIL_TEXT)
            out_.owner(kit::view(value->text));
        if (const auto* value = value_at(here_.origin_key); value && value->kind == DOVETAIL_TEXT)
            out_.origin_key(kit::view(value->text));
        if (const auto* value = value_at(here_.created_at);
            value && value->kind == DOVETAIL_INSTANT)
            out_.created_at(value->number);
    }

    const dovetail_value* value_at(std::optional<std::size_t> slot) const noexcept
    {
        return slot ? values_[*slot] : nullptr;
    }

    void map_field(std::size_t index)
    {
        const auto& rule = rules_.fields[index];
        const auto* const value = values_[rule.side[side_].slot];
        if (value == nullptr) return;
        if (rule.type == field_type::text) map_text(index, *value);
        if (rule.type == field_type::choice) map_choice(index, *value);
        if (rule.type == field_type::date) map_date(index, *value);
    }

    void map_text(std::size_t index, const dovetail_value& value)
    {
        const auto name = names_.canonical(index);
        if (value.kind == DOVETAIL_NULL) {
            out_.fields().null(name);
        } else if (value.kind == DOVETAIL_TEXT) {
            const auto normal =
                normalise(kit::view(value.text), rules_.fields[index].lines, scratch_);
            if (normal.empty())
                out_.fields().null(name);
            else
                out_.fields().text(name, normal);
        } else {
            hold(index, "holds " + std::string(kind_name(value)) + " where a text is expected");
        }
    }

    void map_choice(std::size_t index, const dovetail_value& value)
    {
        const auto& rule = rules_.fields[index];
        const auto& side = rule.side[side_];
        if (value.kind == DOVETAIL_TEXT) {
            const auto text = kit::view(value.text);
            for (std::size_t choice = 0; choice < side.literals.size(); ++choice) {
                const auto& literals = side.literals[choice];
                if (std::find(literals.begin(), literals.end(), text) == literals.end()) continue;
                out_.fields().put(names_.canonical(index), names_.choice(index, choice));
                return;
            }
        }
        map_unmapped_choice(index, value);
    }

    /// F1, F2, F3.
    void map_unmapped_choice(std::size_t index, const dovetail_value& value)
    {
        const auto& rule = rules_.fields[index];
        const auto& side = rule.side[side_];
        const std::string what = "is " + describe(value) + " there, which has no counterpart in " +
                                 rules_.sides[1 - side_].name;
        if (side.unmapped == unmapped_policy::hold) {
            hold(index, what + ": the task waits until it is changed");
        } else if (side.unmapped == unmapped_policy::use_default) {
            out_.fields().put(names_.canonical(index), names_.choice(index, rule.default_choice));
            note(index, DOVETAIL_NOTE_DEFAULTED,
                 what + ": \"" + rule.choices[rule.default_choice] + "\" is taken instead");
        } else {
            note(index, DOVETAIL_NOTE_KEPT, what + ": this value does not cross");
        }
    }

    void map_date(std::size_t index, const dovetail_value& value)
    {
        const auto& side = rules_.fields[index].side[side_];
        const auto name = names_.canonical(index);
        if (value.kind == DOVETAIL_NULL) {
            out_.fields().null(name);
        } else if (value.kind == DOVETAIL_DATE) {
            out_.fields().date(name, value.number);
        } else if (value.kind != DOVETAIL_TEXT) {
            hold(index, "holds " + std::string(kind_name(value)) + " where a date is expected");
        } else if (const auto due = read_due(kit::view(value.text)); !due) {
            hold(index, "is " + describe(value) + ", which is no date (YYYY-MM-DD is expected)");
        } else if (!due->offset.empty() && side.offset == offset_policy::hold) {
            hold(index,
                 "is " + describe(value) +
                     ", an instant with an offset from UTC: which "
                     "calendar day it means depends on a time zone, so the task waits (setting "
                     "\"offset\")");
        } else {
            out_.fields().date(name, due->day);
        }
    }

    /// The part of a due text behind its date, as it is written: "09:30:00".
    void map_clock(const field_side& side)
    {
        if (!side.clock) return;
        const auto* const value = values_[side.slot];
        if (value == nullptr) return;
        const auto name = names_.canonical(*side.clock);
        const auto due =
            value->kind == DOVETAIL_TEXT ? read_due(kit::view(value->text)) : std::nullopt;
        if (!due || due->clock.empty()) {
            out_.fields().null(name);
            return;
        }
        const auto size = due->clock.size() + due->offset.size();
        out_.fields().text(name, {due->clock.data(), size});
    }

    /// The tokens of a template that the other side's text is rendered with.
    void map_tokens(const field_side& target)
    {
        if (!target.rendered) return;
        for (const auto& token : target.rendered->tokens) {
            if (!token.canonical) continue;
            if (const auto* const value = values_[token.slot]) map_token(token, *value);
        }
    }

    void map_token(const token_rule& token, const dovetail_value& value)
    {
        const auto name = names_.canonical(*token.canonical);
        if (value.kind != DOVETAIL_TEXT) {
            out_.fields().value(name, value);
            return;
        }
        const auto text = normalise(kit::view(value.text), line_breaks::remove, scratch_);
        const auto shown = std::find_if(token.values.begin(), token.values.end(),
                                        [text](const auto& pair) { return pair.first == text; });
        if (text.empty())
            out_.fields().null(name);
        else
            out_.fields().text(name, shown == token.values.end() ? text : shown->second);
    }

    void hold(std::size_t index, const std::string& what) { note(index, DOVETAIL_NOTE_HELD, what); }

    void note(std::size_t index, std::uint32_t kind, const std::string& what)
    {
        out_.note(kind, names_.canonical(index),
                  here_.name + "'s " + rules_.fields[index].side[side_].native + " " + what);
    }

    const rule_set& rules_;
    const side_rules& here_;
    std::size_t side_;
    slot_reader values_;
    kit::mapped_builder& out_;
    interned names_;
    std::string scratch_;
};

} // namespace

void to_canonical(const rule_set& rules, std::size_t side, kit::record_range records,
                  kit::mapped_builder& out)
{
    canonical_mapping mapping(rules, side, out);
    for (const auto& record : records)
        mapping.map(record);
}

} // namespace dovetail::task_mapping
