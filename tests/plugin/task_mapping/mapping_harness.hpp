// SPDX-License-Identifier: Apache-2.0
// A mapper under test: records and changes in, plain values out.
#pragma once

#include "plugin/support/conversation.hpp"

#include "task_mapper.hpp"

#include <dovetail/kit/batch_builder.hpp>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::test {

using values = std::map<std::string, kept_value>;

inline kept_value text(std::string_view value)
{
    return {DOVETAIL_TEXT, 0, std::string(value)};
}
inline kept_value date(std::int64_t days)
{
    return {DOVETAIL_DATE, days, {}};
}
inline kept_value instant(std::int64_t us)
{
    return {DOVETAIL_INSTANT, us, {}};
}
inline kept_value boolean(bool flag)
{
    return {DOVETAIL_BOOL, flag ? 1 : 0, {}};
}
inline kept_value integer(std::int64_t number)
{
    return {DOVETAIL_INT, number, {}};
}
inline kept_value null()
{
    return {};
}

struct kept_note
{
    std::uint32_t kind = 0;
    std::string field{};
    std::string why{};
};

struct kept_item
{
    bool eligible = false;
    std::string reason{};
    std::string owner{};
    std::string origin_key{};
    std::int64_t created_at_us = 0;
    values fields{};
    std::vector<std::string> order{};
    std::vector<kept_note> notes{};
    values read_back{};

    const kept_note* note(std::string_view field) const
    {
        const auto found = std::find_if(notes.begin(), notes.end(),
                                        [field](const auto& one) { return one.field == field; });
        return found == notes.end() ? nullptr : &*found;
    }
};

/// A change for the target side.
struct wanted_change
{
    bool create = false;
    values fields{};
    values source{};
    values kept{};
    std::string owner{};
    std::string idempotency_key{};
};

namespace detail {

inline dovetail_value borrowed(const kept_value& value)
{
    return {value.kind, 0, value.number, kit::borrow(value.text)};
}

inline std::vector<dovetail_field> borrowed(const values& from)
{
    std::vector<dovetail_field> out;
    for (const auto& [name, value] : from)
        out.push_back({kit::borrow(name), borrowed(value)});
    return out;
}

inline void keep_fields(kit::field_span from, values& to)
{
    for (const auto& field : from)
        to[text(field.name)] = {field.value.kind, field.value.number, text(field.value.text)};
}

inline kept_item keep(const dovetail_mapped& item)
{
    kept_item out;
    out.eligible = item.eligible != 0;
    out.reason = text(item.reason);
    out.owner = text(item.owner);
    out.origin_key = text(item.origin_key);
    out.created_at_us = item.created_at_us;
    keep_fields(kit::fields_of(item), out.fields);
    for (const auto& field : kit::fields_of(item))
        out.order.push_back(text(field.name));
    for (const auto& note : kit::note_range{item.notes, item.note_count})
        out.notes.push_back({note.kind, text(note.field), text(note.why)});
    keep_fields(kit::fields_of(item.read_back, item.read_back_count), out.read_back);
    return out;
}

inline kept_item keep_only(kit::mapped_builder&& built)
{
    const auto batch = std::move(built).finish();
    auto out = keep(kit::items_of(batch)[0]);
    batch.release(batch.owner);
    return out;
}

} // namespace detail

class mapper_under_test
{
public:
    explicit mapper_under_test(std::string_view configuration = "{}") : mapper_(configuration) {}

    kept_item to_canonical(kit::side side, const values& native,
                           std::uint32_t kind = DOVETAIL_PRESENT) const
    {
        const auto fields = detail::borrowed(native);
        dovetail_record record{};
        record.struct_size = sizeof record;
        record.kind = kind;
        record.key = kit::borrow(std::string_view{"k"});
        record.fields = fields.data();
        record.field_count = fields.size();
        kit::mapped_builder out;
        mapper_.to_canonical(side, {&record, 1}, out);
        return detail::keep_only(std::move(out));
    }

    kept_item to_native(kit::side target, const wanted_change& wanted) const
    {
        const auto fields = detail::borrowed(wanted.fields);
        const auto source = detail::borrowed(wanted.source);
        const auto kept = detail::borrowed(wanted.kept);
        dovetail_canonical_change change{};
        change.struct_size = sizeof change;
        change.create = wanted.create ? 1 : 0;
        change.fields = fields.data();
        change.field_count = fields.size();
        change.source = source.data();
        change.source_count = source.size();
        change.kept = kept.data();
        change.kept_count = kept.size();
        change.owner = kit::borrow(wanted.owner);
        change.idempotency_key = kit::borrow(wanted.idempotency_key);
        kit::mapped_builder out;
        mapper_.to_native(target, {&change, 1}, out);
        return detail::keep_only(std::move(out));
    }

    const task_mapping::task_mapper& get() const noexcept { return mapper_; }

    const dovetail_canonical_field* field(std::string_view name) const
    {
        for (const auto& one : mapper_.fields()) {
            if (kit::view(one.name) == name) return &one;
        }
        return nullptr;
    }

private:
    task_mapping::task_mapper mapper_;
};

inline constexpr auto salesforce = kit::side::left;
inline constexpr auto sales_connect = kit::side::right;

/// A Salesforce Task as its connector delivers it, with some fields replaced.
inline values salesforce_task(const values& but = {})
{
    values out{{"Subject", text("Call Ada")},  {"Description", text("About the engine")},
               {"ActivityDate", date(20'500)}, {"Status", text("Not Started")},
               {"Priority", text("Normal")},   {"OwnerId", text("005000000000001AAA")},
               {"TaskSubtype", text("Task")},  {"IsRecurrence", boolean(false)},
               {"IsClosed", boolean(false)},   {"IsDeleted", boolean(false)},
               {"IsArchived", boolean(false)}, {"CreatedDate", instant(1'700'000'000'000'000)},
               {"Dovetail_Key__c", null()}};
    for (const auto& [name, value] : but)
        out[name] = value;
    return out;
}

/// A Sales Connect task, likewise.
inline values sales_connect_task(const values& but = {})
{
    values out{{"name", text("Call Ada")},
               {"status", text("open")},
               {"priority", text("normal")},
               {"due_at", text("2026-02-16")},
               {"details", text("About the engine")},
               {"assignee_id", text("usr_1001")},
               {"type", text("call")},
               {"campaign.name", text("Spring")},
               {"campaign.day", integer(3)},
               {"campaign.step", text("2")},
               {"call_outcome", text("Reached")},
               {"call_reason", null()},
               {"client_key", text("key-1")},
               {"created_at", instant(1'700'000'000'000'000)}};
    for (const auto& [name, value] : but)
        out[name] = value;
    return out;
}

/// The message with which a configuration is refused; empty when it is not.
inline std::string refusal(std::string_view configuration)
{
    try {
        mapper_under_test accepted(configuration);
    } catch (const kit::plugin_error& error) {
        return error.what();
    }
    return {};
}

} // namespace dovetail::test
