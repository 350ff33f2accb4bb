// SPDX-License-Identifier: Apache-2.0
#include "checked/readable.hpp"

#include "utf8.hpp"

#include <initializer_list>
#include <set>
#include <string_view>

namespace dovetail::host::checked {
namespace {

/// As much of a name of a plugin's as a message shows.
constexpr std::size_t most_shown = 80;

std::string named(const char* begin, dovetail_text name, const char* end)
{
    return begin + clean_utf8(view(name), most_shown) + end;
}

finding unreadable_texts(std::initializer_list<named_text> texts)
{
    return first_fault(
        texts, [](dovetail_text text, const char* which) { return unreadable(text, which); });
}

bool is_flow(std::uint32_t value) noexcept
{
    return value >= DOVETAIL_FLOW_ALWAYS && value <= DOVETAIL_FLOW_NEVER;
}

finding unreadable(const dovetail_canonical_field& field)
{
    finding wrong = unreadable_texts({{field.name, "name of a canonical field"},
                                      {field.native_name[0], "native name of a field"},
                                      {field.native_name[1], "native name of a field"}});
    if (wrong) return wrong;
    if (field.name.size == 0) return {"A-72", "a canonical field without a name"};
    if (!is_flow(field.flow[0]) || !is_flow(field.flow[1]))
        return {"A-72", named("the canonical field ", field.name, " has an unknown flow")};
    return {};
}

} // namespace

finding unreadable(dovetail_text text, const char* which)
{
    if (text.size && !text.data) return {"A-7", std::string("a null ") + which};
    return {};
}

finding unreadable(dovetail_bytes bytes, const char* which)
{
    if (bytes.size && !bytes.data) return {"A-7", std::string("a null ") + which};
    return {};
}

finding unreadable(const dovetail_field* fields, std::uint64_t count, const char* which)
{
    if (count && !fields) return {"A-7", std::string("null ") + which};
    if (count > most_fields) return {"A-9", std::string("an impossible number of ") + which};
    for (std::uint64_t at = 0; at < count; ++at) {
        const dovetail_field& field = fields[at];
        if (!field.name.data || field.name.size == 0)
            return {"A-12", std::string("a field without a name among the ") + which};
        // Names are copied only for a fault: this runs for every field that crosses.
        if (field.value.kind > DOVETAIL_JSON)
            return {"A-10", named("the field ", field.name, " has an unknown kind of value")};
        if (field.value.text.size && !field.value.text.data)
            return {"A-7", named("the field ", field.name, " has a null text")};
    }
    return {};
}

finding unreadable(const dovetail_header* headers, std::uint64_t count)
{
    if (count && !headers) return {"A-7", "null headers"};
    if (count > most_headers) return {"A-9", "an impossible number of headers"};
    for (std::uint64_t at = 0; at < count; ++at) {
        const dovetail_header& header = headers[at];
        if (!header.name.data || header.name.size == 0 || (header.value.size && !header.value.data))
            return {"A-7", "a null header"};
    }
    return {};
}

finding unreadable(const dovetail_record& record)
{
    if (!record.key.data || record.key.size == 0) return {"A-60", "a record without a key"};
    if (finding wrong = unreadable(record.revision, "revision of a record")) return wrong;
    return unreadable(record.fields, record.field_count, "fields");
}

finding unreadable(const dovetail_outcome& outcome)
{
    return unreadable_texts({{outcome.key, "key of an outcome"},
                             {outcome.revision, "revision of an outcome"},
                             {outcome.code, "code of an outcome"},
                             {outcome.message, "message of an outcome"},
                             {outcome.server_text, "server's text of an outcome"}});
}

finding unreadable(const dovetail_note& note)
{
    return unreadable_texts({{note.field, "field of a note"}, {note.why, "why of a note"}});
}

finding unreadable(const dovetail_mapped& item)
{
    finding wrong = unreadable_texts({{item.reason, "reason of a mapped record"},
                                      {item.owner, "owner of a mapped record"},
                                      {item.origin_key, "origin_key of a mapped record"}});
    if (!wrong) wrong = unreadable(item.fields, item.field_count, "fields");
    if (!wrong) wrong = unreadable(item.read_back, item.read_back_count, "read_back");
    if (wrong || item.note_count == 0) return wrong;
    if (!item.notes) return {"A-7", "null notes"};
    if (item.notes->struct_size < sizeof(dovetail_note)) return {"A-2", "notes of a wrong size"};
    return unreadable_all(item.notes, item.note_count);
}

finding unreadable(const dovetail_request* request)
{
    if (!request) return {"A-51", "a step REQUEST without a request"};
    if (!DOVETAIL_HAS(request, dovetail_request, body)) return {"A-2", "a request of a wrong size"};
    const bool has_method = request->method.data && request->method.size;
    const bool has_target = request->target.data && request->target.size;
    if (!has_method || !has_target || request->target.data[0] != '/')
        return {"A-51", "a request without method, or whose target does not begin with '/'"};
    finding wrong = unreadable(request->headers, request->header_count);
    return wrong ? wrong : unreadable(request->body, "body of a request");
}

finding unreadable(const dovetail_error& error)
{
    if (!DOVETAIL_HAS(&error, dovetail_error, release)) return {"A-2", "an error of a wrong size"};
    return unreadable_texts({{error.code, "code of an error"},
                             {error.message, "message of an error"},
                             {error.server_text, "server's text of an error"}});
}

finding unreadable(const dovetail_cursor& made)
{
    if (!DOVETAIL_HAS(&made, dovetail_cursor, release)) return {"A-2", "a cursor of a wrong size"};
    if (!made.bytes.data || made.bytes.size == 0)
        return {"A-82", "it converted a cursor into none"};
    if (made.bytes.size > most_cursor_bytes)
        return {"A-82", "it converted a cursor into one of more than " +
                            std::to_string(most_cursor_bytes) + " bytes"};
    return {};
}

finding unusable(const dovetail_connector& made)
{
    if (!DOVETAIL_HAS(&made, dovetail_connector, destroy) || !made.abilities ||
        !made.accepts_cursor || !made.begin || !made.destroy)
        return {"A-46", "a connector without functions"};
    return {};
}

finding unusable(const dovetail_exchange& made)
{
    if (!DOVETAIL_HAS(&made, dovetail_exchange, release) || !made.resume || !made.release)
        return {"A-46", "an exchange without functions"};
    return {};
}

finding unusable(const dovetail_mapper& made)
{
    if (!DOVETAIL_HAS(&made, dovetail_mapper, destroy) || !made.fields || !made.check ||
        !made.to_canonical || !made.to_native || !made.destroy)
        return {"A-46", "a mapper without functions"};
    return {};
}

finding unusable(const dovetail_cursor_converter& converter)
{
    if (!DOVETAIL_HAS(&converter, dovetail_cursor_converter, convert) || !converter.convert)
        return {"A-46", "a converter of cursors without a function"};
    if (converter.version == 0) return {"A-81", "a converter of cursors without a version"};
    return {};
}

finding unreadable_array(const void* first, std::uint64_t count, std::size_t alignment)
{
    if (count == 0) return {};
    if (!first) return {"A-7", "a null array"};
    if (count > most_elements) return {"A-9", "an impossible number of elements"};
    std::uint32_t stride = 0;
    std::memcpy(&stride, first, sizeof stride);
    if (stride < least_stride || stride > most_stride || stride % alignment != 0)
        return {"A-2", "elements with the impossible struct_size " + std::to_string(stride)};
    return {};
}

finding unreadable_canonical(const dovetail_canonical_field* first, std::uint64_t count)
{
    if (count == 0 || !first) return {"A-72", "a mapper without canonical fields"};
    std::set<std::string_view> names;
    const auto judge = [&](const dovetail_canonical_field& field) -> finding {
        if (!DOVETAIL_HAS(&field, dovetail_canonical_field, name))
            return {"A-2", "canonical fields of a wrong size"};
        if (finding wrong = unreadable(field)) return wrong;
        if (!names.insert(view(field.name)).second)
            return {"A-72", named("two canonical fields called ", field.name, "")};
        return {};
    };
    return first_fault(first, count, judge);
}

} // namespace dovetail::host::checked
