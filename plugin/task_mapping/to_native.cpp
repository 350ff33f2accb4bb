// SPDX-License-Identifier: Apache-2.0
#include "to_native.hpp"

#include "calendar_date.hpp"
#include "describe.hpp"
#include "interned.hpp"
#include "rendering.hpp"

#include <algorithm>
#include <cstring>

namespace dovetail::task_mapping {

namespace {

class native_mapping
{
public:
    native_mapping(const rule_set& rules, std::size_t target, kit::mapped_builder& out)
        : rules_(rules), there_(rules.sides[target]), target_(target), asked_(rules.canonical),
          source_(rules.canonical), kept_(rules.canonical), out_(out), names_(rules, target, out)
    {
    }

    void map(const dovetail_canonical_change& change)
    {
        create_ = change.create == 1;
        asked_.read(kit::fields_of(change.fields, change.field_count));
        source_.read(kit::fields_of(change.source, change.source_count));
        kept_.read(kit::fields_of(change.kept, change.kept_count));
        out_.begin();
        for (std::size_t i = 0; i < rules_.fields.size(); ++i)
            map_field(i);
        write_owner(change);
        const auto key = kit::view(change.idempotency_key);
        if (create_ && there_.origin_key && there_.writes_origin_key && !key.empty())
            out_.fields().text(names_.native(*there_.origin_key), key);
    }

private:
    void write_owner(const dovetail_canonical_change& change)
    {
        const auto owner = kit::view(change.owner);
        if (owner.empty() || !there_.owner) return;
        if (create_ || there_.owner_on_update)
            out_.fields().text(names_.native(*there_.owner), owner);
    }

    void map_field(std::size_t index)
    {
        const auto& rule = rules_.fields[index];
        const auto* const asked = asked_[index];
        if (asked == nullptr && !create_) return;
        if (rule.type == field_type::text) write_text(index, asked);
        if (rule.type == field_type::choice) write_choice(index, asked);
        if (rule.type == field_type::date) write_date(index, asked);
    }

    void write_text(std::size_t index, const dovetail_value* asked)
    {
        const auto& rule = rules_.fields[index];
        const auto& side = rule.side[target_];
        if (asked != nullptr && asked->kind != DOVETAIL_TEXT && asked->kind != DOVETAIL_NULL) {
            hold(index, *asked);
            return;
        }
        const auto wanted = asked == nullptr ? std::string_view{} : kit::view(asked->text);
        auto text = wanted;
        if (side.rendered) text = render(*side.rendered, wanted, source_, rendered_);
        text = normalise(text, rule.lines, scratch_);
        if (text.empty()) text = normalise(wanted, rule.lines, scratch_);
        if (text.empty() && !side.if_empty.empty()) {
            text = side.if_empty;
            note(index, DOVETAIL_NOTE_DEFAULTED,
                 "cannot be empty: \"" + side.if_empty + "\" is written");
        }
        put_text(index, asked, cut_to_fit(index, text));
    }

    std::string_view cut_to_fit(std::size_t index, std::string_view text)
    {
        const auto& side = rules_.fields[index].side[target_];
        if (side.max_length == 0) return text;
        const auto fitting = cut(text, side.max_length);
        if (fitting.size() < text.size())
            note(index, DOVETAIL_NOTE_CUT,
                 "holds " + std::to_string(side.max_length) + " characters: the first " +
                     std::to_string(utf16_length(fitting)) + " of " +
                     std::to_string(utf16_length(text)) + " are written");
        return fitting;
    }

    void put_text(std::size_t index, const dovetail_value* asked, std::string_view text)
    {
        const auto native = names_.native(rules_.fields[index].side[target_].slot);
        if (text.empty()) {
            if (!create_) out_.fields().null(native);
            read_back(index, asked, kit::null_value());
            return;
        }
        const dovetail_value value{DOVETAIL_TEXT, 0, 0, out_.copy(text)};
        out_.fields().put(native, value);
        read_back(index, asked, value);
    }

    void write_choice(std::size_t index, const dovetail_value* asked)
    {
        const auto& rule = rules_.fields[index];
        auto choice = rule.default_choice;
        if (asked != nullptr && !(create_ && asked->kind == DOVETAIL_NULL)) {
            const auto text = kit::text_of(*asked);
            const auto found = text ? std::find(rule.choices.begin(), rule.choices.end(), *text)
                                    : rule.choices.end();
            if (found == rule.choices.end()) {
                hold(index, *asked);
                return;
            }
            choice = static_cast<std::size_t>(found - rule.choices.begin());
        }
        out_.fields().put(names_.native(rule.side[target_].slot), names_.literal(index, choice));
        read_back(index, asked, names_.choice(index, choice));
    }

    void write_date(std::size_t index, const dovetail_value* asked)
    {
        const auto& side = rules_.fields[index].side[target_];
        const auto native = names_.native(side.slot);
        if (asked == nullptr || asked->kind == DOVETAIL_NULL) {
            if (!create_) out_.fields().null(native);
            read_back(index, asked, kit::null_value());
            return;
        }
        const auto day = asked->kind == DOVETAIL_DATE ? write_day(asked->number) : std::nullopt;
        if (!day)
            hold(index, *asked);
        else if (!side.date_as_text)
            out_.fields().date(native, asked->number);
        else
            put_due(side, {day->data(), day->size()});
    }

    void put_due(const field_side& side, std::string_view day)
    {
        const auto* const kept = side.clock && !create_ ? kept_[*side.clock] : nullptr;
        const auto clock = kept == nullptr ? std::string_view{} : kit::view(kept->text);
        if (clock.empty()) {
            out_.fields().text(names_.native(side.slot), day);
            return;
        }
        scratch_.assign(day);
        scratch_ += 'T';
        scratch_ += clock;
        out_.fields().text(names_.native(side.slot), scratch_);
    }

    /// What the target will be read back with, where that is not what was asked for.
    void read_back(std::size_t index, const dovetail_value* asked, const dovetail_value& written)
    {
        if (asked == nullptr || !kit::same(*asked, written))
            out_.read_back().put(names_.canonical(index), written);
    }

    void hold(std::size_t index, const dovetail_value& asked)
    {
        note(index, DOVETAIL_NOTE_HELD,
             "cannot hold " + describe(asked) + ": the task waits until it is changed");
    }

    void note(std::size_t index, std::uint32_t kind, const std::string& what)
    {
        out_.note(kind, names_.canonical(index),
                  there_.name + "'s " + rules_.fields[index].side[target_].native + " " + what);
    }

    const rule_set& rules_;
    const side_rules& there_;
    std::size_t target_;
    slot_reader asked_;
    slot_reader source_;
    slot_reader kept_;
    kit::mapped_builder& out_;
    interned names_;
    bool create_ = false;
    std::string rendered_;
    std::string scratch_;
};

} // namespace

void to_native(const rule_set& rules, std::size_t target, kit::canonical_change_range changes,
               kit::mapped_builder& out)
{
    native_mapping mapping(rules, target, out);
    for (const auto& change : changes)
        mapping.map(change);
}

} // namespace dovetail::task_mapping
