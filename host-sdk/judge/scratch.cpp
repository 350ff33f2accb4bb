// SPDX-License-Identifier: Apache-2.0
#include "judge/scratch.hpp"

#include <dovetail/host/sized.hpp>

#include <cstring>

namespace dovetail::judge {
namespace {

/// What a newer host might have appended: four members of eight bytes.
constexpr std::size_t appended_bytes = 32;
/// Neither zero nor a pointer: a reader that goes too far shows.
constexpr int appended_content = 0xEE;
/// A letter: texts stay texts.
constexpr int overwritten_content = 'x';

} // namespace

void scratch::overwrite() noexcept
{
    for (const piece& one : pieces_)
        std::memset(one.memory.get(), overwritten_content, one.size);
}

std::size_t scratch::tail() const noexcept
{
    return layout_ == layout::wider ? appended_bytes : 0;
}

std::byte* scratch::block(std::size_t size)
{
    pieces_.push_back({std::make_unique<std::byte[]>(size), size});
    return pieces_.back().memory.get();
}

void scratch::place(std::byte* at, const void* from, std::size_t size, std::uint32_t stride)
{
    std::memset(at, appended_content, stride);
    std::memcpy(at, from, size);
    std::memcpy(at, &stride, sizeof stride); // struct_size is the first member of all of them
}

dovetail_text scratch::text(std::string_view from)
{
    if (from.empty()) return {nullptr, 0};
    std::byte* const at = block(from.size());
    std::memcpy(at, from.data(), from.size());
    return {reinterpret_cast<const char*>(at), from.size()};
}

dovetail_bytes scratch::bytes(std::string_view from)
{
    const dovetail_text same = text(from);
    return {reinterpret_cast<const std::uint8_t*>(same.data), same.size};
}

const dovetail_field* scratch::fields(const judge::fields& from)
{
    if (from.empty()) return nullptr;
    auto* const out =
        reinterpret_cast<dovetail_field*>(block(from.size() * sizeof(dovetail_field)));
    for (std::size_t at = 0; at < from.size(); ++at) {
        const auto& [name, one] = from[at];
        out[at] = {text(name), {one.kind, 0, one.number, text(one.text)}};
    }
    return out;
}

const dovetail_header* scratch::headers(
    const std::vector<std::pair<std::string, std::string>>& from)
{
    if (from.empty()) return nullptr;
    auto* const out =
        reinterpret_cast<dovetail_header*>(block(from.size() * sizeof(dovetail_header)));
    for (std::size_t at = 0; at < from.size(); ++at)
        out[at] = {text(from[at].first), text(from[at].second)};
    return out;
}

const dovetail_record* scratch::records(const std::vector<record>& from)
{
    std::vector<dovetail_record> all;
    for (const record& one : from) {
        auto out = host::sized<dovetail_record>();
        out.kind = one.kind;
        out.key = text(one.key);
        out.revision = text(one.revision);
        out.modified_at_us = one.modified_at_us;
        out.fields = fields(one.fields);
        out.field_count = one.fields.size();
        all.push_back(out);
    }
    return structs(all);
}

dovetail_change scratch::change(const judge::change& from)
{
    auto out = host::sized<dovetail_change>();
    out.action = from.action;
    out.key = text(from.key);
    out.idempotency_key = text(from.idempotency_key);
    out.revision = text(from.revision);
    out.fields = fields(from.fields);
    out.field_count = from.fields.size();
    out.intended_at_us = from.intended_at_us;
    return out;
}

const dovetail_operation* scratch::operation(const judge::operation& from)
{
    auto scope = host::sized<dovetail_scope>();
    scope.want = from.tombstones_only ? DOVETAIL_WANT_TOMBSTONES : DOVETAIL_WANT_CHANGES;
    scope.modified_since_us = from.modified_since_us;
    scope.page_size = from.page_size;
    scope.owner_count = from.owners.size();
    if (!from.owners.empty()) {
        auto* const owners =
            reinterpret_cast<dovetail_text*>(block(from.owners.size() * sizeof(dovetail_text)));
        for (std::size_t at = 0; at < from.owners.size(); ++at)
            owners[at] = text(from.owners[at]);
        scope.owners = owners;
    }
    std::vector<dovetail_change> changes;
    for (const judge::change& one : from.changes)
        changes.push_back(change(one));
    std::vector<dovetail_lookup> lookups;
    for (const judge::lookup& one : from.lookups) {
        auto wanted = host::sized<dovetail_lookup>();
        wanted.key = text(one.key);
        wanted.create = change(one.create);
        lookups.push_back(wanted);
    }
    auto out = host::sized<dovetail_operation>();
    out.kind = from.kind;
    out.collection = text(from.collection);
    out.cursor = bytes(from.cursor);
    out.scope = from.kind == DOVETAIL_OP_FETCH ? one(scope) : nullptr;
    out.changes = structs(changes);
    out.change_count = changes.size();
    out.lookups = structs(lookups);
    out.lookup_count = lookups.size();
    out.now_us = from.now_us;
    return one(out);
}

} // namespace dovetail::judge
