// SPDX-License-Identifier: Apache-2.0
#include "plain_mapping.hpp"

#include "arena.hpp"

#include <memory>
#include <span>

namespace dovetail::test {

using host::flow;
using host::side;

plain_mapping::plain_mapping(bool symmetric) : symmetric_(symmetric)
{
    const flow left_name = symmetric ? flow::always : flow::on_create;
    fields_ = {{"name", left_name, flow::always, "name", "name"},
               {"status", flow::always, flow::always, "status", "status"},
               {"due", flow::always, flow::always, "due", "due"},
               {"details", flow::always, flow::always, "details", "details"},
               {"clock", flow::never, flow::never, "", "clock"}};
}

namespace {

void map_field(arena& out, std::vector<dovetail_field>& fields, std::vector<dovetail_note>& notes,
               std::string_view name, std::string_view text)
{
    dovetail_note note{};
    note.struct_size = sizeof(note);
    note.field = out.keep(name);
    if (name == "status" && text.starts_with("odd")) {
        note.kind = DOVETAIL_NOTE_KEPT;
        note.why = out.keep("status " + std::string(text) + " does not cross");
        notes.push_back(note);
        return;
    }
    if (name == "status" && text.starts_with("hold")) {
        note.kind = DOVETAIL_NOTE_HELD;
        note.why = out.keep("status " + std::string(text) + " has to be settled first");
        notes.push_back(note);
        return;
    }
    fields.push_back({out.keep(name), arena::text_value(out.keep(text))});
}

dovetail_mapped map_record(arena& out, const dovetail_record& record)
{
    dovetail_mapped made{};
    made.struct_size = sizeof(made);
    auto& fields = out.fields.emplace_back();
    auto& notes = out.notes.emplace_back();
    made.eligible = 1;
    for (const auto& field : host::fields(record)) {
        const auto name = host::view(field.name);
        const auto text = host::view(field.value.text);
        if (name == "owner")
            made.owner = out.keep(text);
        else if (name == "origin")
            made.origin_key = out.keep(text);
        else if (name == "created")
            made.created_at_us = field.value.number;
        else if (name == "kind")
            made.eligible = text == "log" ? 0 : made.eligible;
        else
            map_field(out, fields, notes, name, text);
        if (name == "status" && text == "done") made.eligible = 0;
    }
    if (made.eligible == 0) made.reason = out.keep("not an open task");
    made.fields = fields.data();
    made.field_count = fields.size();
    made.notes = notes.data();
    made.note_count = notes.size();
    return made;
}

} // namespace

host::result<host::mapped_batch> plain_mapping::to_canonical(
    side, host::array_view<dovetail_record> records) const
{
    auto out = std::make_unique<arena>();
    for (std::size_t i = 0; i < records.size(); ++i)
        out->mapped.push_back(map_record(*out, records[i]));
    return make_mapped(std::move(out));
}

namespace {

dovetail_mapped map_change(arena& out, bool symmetric, side target,
                           const dovetail_canonical_change& change)
{
    dovetail_mapped made{};
    made.struct_size = sizeof(made);
    auto& fields = out.fields.emplace_back();
    auto& back = out.fields.emplace_back();
    bool has_status = false;
    for (const auto& field : std::span(change.fields, change.field_count)) {
        const auto name = host::view(field.name);
        std::string text(host::view(field.value.text));
        has_status = has_status || name == "status";
        if (!symmetric && target == side::left && name == "name") text = "<" + text + ">";
        if (!symmetric && target == side::right && name == "details")
            text.resize(std::min(text.size(), plain_mapping::details_limit));
        fields.push_back({out.keep(name), arena::text_value(out.keep(text))});
        if (text != host::view(field.value.text)) back.push_back(fields.back());
    }
    if (change.create != 0 && !has_status) {
        fields.push_back({out.keep("status"), arena::text_value(out.keep("open"))});
        back.push_back(fields.back());
    }
    if (change.owner.size != 0)
        fields.push_back(
            {out.keep("owner"), arena::text_value(out.keep(host::view(change.owner)))});
    if (change.create != 0)
        fields.push_back(
            {out.keep("origin"), arena::text_value(out.keep(host::view(change.idempotency_key)))});
    made.fields = fields.data();
    made.field_count = fields.size();
    made.read_back = back.data();
    made.read_back_count = back.size();
    return made;
}

} // namespace

host::result<host::mapped_batch> plain_mapping::to_native(
    side target, std::span<const dovetail_canonical_change> changes) const
{
    auto out = std::make_unique<arena>();
    for (const auto& change : changes)
        out->mapped.push_back(map_change(*out, symmetric_, target, change));
    return make_mapped(std::move(out));
}

} // namespace dovetail::test
