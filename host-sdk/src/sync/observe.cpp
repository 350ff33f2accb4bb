// SPDX-License-Identifier: Apache-2.0
#include "observe.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace dovetail::sync {

namespace {

/// Splits the mapped fields: those that never cross from this side are kept with the link.
void take_fields(const schema& fields, side where, const dovetail_mapped& mapped, observation& out)
{
    field_list crossing;
    field_list kept;
    for (const auto& field : std::span(mapped.fields, mapped.field_count)) {
        const auto at = fields.position(view_of(field.name));
        const bool crosses = at && fields.field(*at).from(where) != host::flow::never;
        (crosses ? crossing : kept).push_back(field);
    }
    out.fields = fields.encode(std::span(crossing.data(), crossing.size()));
    if (!kept.empty()) out.kept = fields.encode(std::span(kept.data(), kept.size()));
}

void take_notes(const dovetail_mapped& mapped, observation& out)
{
    const host::array_view<dovetail_note> notes(mapped.notes, mapped.note_count);
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (notes[i].kind != DOVETAIL_NOTE_HELD) continue;
        out.held_field = view_of(notes[i].field);
        out.held = view_of(notes[i].why);
        if (out.held.empty()) out.held = "a value of this field is not synced";
    }
    out.remarks = notes_of(mapped, DOVETAIL_NOTE_CUT);
}

observation observe_one(const schema& fields, side where, const dovetail_record& record,
                        const dovetail_mapped& mapped)
{
    observation seen = observe_tombstone(record);
    seen.tombstone = record.kind == DOVETAIL_TOMBSTONE;
    seen.eligible = mapped.eligible != 0;
    seen.reason = view_of(mapped.reason);
    seen.owner = view_of(mapped.owner);
    seen.origin_key = view_of(mapped.origin_key);
    seen.created_at = mapped.created_at_us;
    take_fields(fields, where, mapped, seen);
    if (mapped.note_count != 0) take_notes(mapped, seen);
    return seen;
}

observation refused(const dovetail_record& record, const host::error& why)
{
    observation seen = observe_tombstone(record);
    seen.tombstone = record.kind == DOVETAIL_TOMBSTONE;
    seen.held = why.message.empty() ? "the mapping refused this record" : why.message;
    seen.held_field = refused_by_mapping;
    return seen;
}

/// FNV-1a, 64 bits: stable over processes and machines, which std::hash is not.
class fnv
{
public:
    void add(std::uint64_t number)
    {
        for (int i = 0; i < 8; ++i, number >>= 8U)
            add_byte(static_cast<unsigned char>(number & 0xffU));
    }
    void add(std::string_view text)
    {
        add(text.size());
        for (const char c : text)
            add_byte(static_cast<unsigned char>(c));
    }
    std::uint64_t value() const { return value_; }

private:
    void add_byte(unsigned char byte)
    {
        value_ ^= byte;
        value_ *= 0x100000001b3ULL;
    }

    std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

} // namespace

std::uint64_t observation::fingerprint() const noexcept
{
    fnv all;
    all.add((tombstone ? 2U : 0U) + (eligible ? std::uint64_t{1} : 0U));
    for (const std::string* part : {&revision, &owner, &held, &fields, &kept})
        all.add(std::string_view(*part));
    return std::max<std::uint64_t>(1, all.value());
}

std::string notes_of(const dovetail_mapped& mapped, std::uint32_t kind)
{
    std::string text;
    const host::array_view<dovetail_note> notes(mapped.notes, mapped.note_count);
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (notes[i].kind != kind) continue;
        if (!text.empty()) text += "; ";
        text += view_of(notes[i].why);
    }
    return text;
}

observation observe_tombstone(const dovetail_record& record)
{
    observation seen;
    seen.tombstone = true;
    seen.key = view_of(record.key);
    seen.revision = view_of(record.revision);
    seen.modified_at = record.modified_at_us;
    return seen;
}

void observe(const host::mapping& rules, const schema& fields, side where,
             const std::vector<dovetail_record>& records,
             const std::function<void(std::size_t, observation&&)>& take)
{
    if (records.empty()) return;
    const auto batch = rules.to_canonical(where, {records.data(), records.size()});
    if (batch && batch->get().item_count == records.size()) {
        const auto mapped = host::items(*batch);
        for (std::size_t i = 0; i < records.size(); ++i)
            take(i, observe_one(fields, where, records[i], mapped[i]));
        return;
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto one = rules.to_canonical(where, {&records[i], 1});
        if (one && one->get().item_count == 1)
            take(i, observe_one(fields, where, records[i], host::items(*one)[0]));
        else
            take(i, refused(records[i], one ? host::error{} : one.error()));
    }
}

} // namespace dovetail::sync
