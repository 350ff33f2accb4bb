// SPDX-License-Identifier: Apache-2.0
#include "checked/inspect.hpp"

#include "utf8.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace dovetail::host::checked {
namespace {

/// JSON of records comes from servers and may nest; deeper than this nobody reads it.
constexpr std::size_t most_nesting = 512;

bool is_json(std::string_view text)
{
    boost::json::parse_options options;
    options.max_depth = most_nesting;
    boost::system::error_code failed;
    boost::json::parse(text, failed, {}, options);
    return !failed;
}

std::string named(const char* begin, std::string_view name, const char* end)
{
    return begin + clean_utf8(name, 80) + end;
}

finding inspect_content(const dovetail_field& field)
{
    const dovetail_value& value = field.value;
    const bool textual = value.kind == DOVETAIL_TEXT || value.kind == DOVETAIL_JSON;
    if (value.reserved != 0)
        return {"A-6", named("the field ", view(field.name), " has a reserved member that is set")};
    if (textual ? value.number != 0 : value.text.size != 0)
        return {"A-10", named("the field ", view(field.name), " has both a number and a text")};
    if (value.kind == DOVETAIL_BOOL && value.number != 0 && value.number != 1)
        return {"A-10", named("the field ", view(field.name), " is a bool that is neither 0 or 1")};
    if (!is_utf8(view(field.name))) return {"A-8", "the name of a field is not UTF-8"};
    if (!is_utf8(view(value.text)))
        return {"A-8", named("the field ", view(field.name), " is not UTF-8")};
    if (value.kind == DOVETAIL_JSON && !is_json(view(value.text)))
        return {"A-11", named("the field ", view(field.name), " is no JSON value")};
    return {};
}

bool has_twins(const dovetail_field* fields, std::uint64_t count)
{
    for (std::uint64_t at = 1; at < count; ++at) {
        const auto same = [&](const dovetail_field& other) {
            return view(other.name) == view(fields[at].name);
        };
        if (std::any_of(fields, fields + at, same)) return true;
    }
    return false;
}

struct named_text
{
    dovetail_text text;
    const char* which;
};

finding inspect_texts(std::initializer_list<named_text> texts, depth how)
{
    for (const named_text& one : texts) {
        if (finding wrong = inspect_text(one.text, one.which, how)) return wrong;
    }
    return {};
}

bool is_failure_class(std::uint32_t value) noexcept
{
    return value > DOVETAIL_ERROR_NONE && value <= DOVETAIL_ERROR_BUG;
}

finding inspect_notes(const dovetail_mapped& item, depth how)
{
    if (finding wrong = inspect_array(item.notes, item.note_count, alignof(dovetail_note)))
        return wrong.rule == "A-7" ? finding{"A-7", "null notes"} : wrong;
    if (item.note_count == 0) return {};
    if (item.notes->struct_size < sizeof(dovetail_note)) return {"A-2", "notes of a wrong size"};
    const array_view<dovetail_note> notes(item.notes, item.note_count);
    for (std::size_t at = 0; at < notes.size(); ++at) {
        const dovetail_note& note = notes[at];
        if (finding wrong =
                inspect_texts({{note.field, "field of a note"}, {note.why, "why of a note"}}, how))
            return wrong;
        if (how == depth::memory) continue;
        if (note.kind < DOVETAIL_NOTE_KEPT || note.kind > DOVETAIL_NOTE_DEFAULTED)
            return {"A-74", "a note of the unknown kind " + std::to_string(note.kind)};
        if (note.field.size == 0 || note.why.size == 0)
            return {"A-74", "a note that does not say which field, or why"};
    }
    return {};
}

bool is_set_by_host(std::string_view name)
{
    constexpr std::array<std::string_view, 6> names{
        "host",          "content-length",   "accept-encoding", "content-encoding",
        "authorization", "transfer-encoding"};
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::find(names.begin(), names.end(), lower) != names.end();
}

} // namespace

finding inspect_text(dovetail_text text, const char* which, depth how)
{
    if (text.size && !text.data) return {"A-7", std::string("a null ") + which};
    if (how == depth::all && !is_utf8(view(text)))
        return {"A-8", std::string("a ") + which + " that is not UTF-8"};
    return {};
}

finding inspect_bytes(dovetail_bytes bytes, const char* which)
{
    if (bytes.size && !bytes.data) return {"A-7", std::string("a null ") + which};
    return {};
}

finding inspect_fields(const dovetail_field* fields, std::uint64_t count, const char* which,
                       depth how)
{
    if (count && !fields) return {"A-7", std::string("null ") + which};
    if (count > most_fields) return {"A-9", std::string("an impossible number of ") + which};
    for (std::uint64_t at = 0; at < count; ++at) {
        const dovetail_field& field = fields[at];
        if (!field.name.data || field.name.size == 0)
            return {"A-12", std::string("a field without a name among the ") + which};
        // Names are copied only for a fault: this runs for every field that crosses.
        if (field.value.kind > DOVETAIL_JSON)
            return {"A-10", named("the field ", view(field.name), " has an unknown kind of value")};
        if (field.value.text.size && !field.value.text.data)
            return {"A-7", named("the field ", view(field.name), " has a null text")};
        if (how == depth::memory) continue;
        if (finding wrong = inspect_content(field)) return wrong;
    }
    if (how == depth::all && has_twins(fields, count))
        return {"A-12", std::string("two fields with the same name among the ") + which};
    return {};
}

finding inspect(const dovetail_record& record, depth how)
{
    if (!record.key.data || record.key.size == 0) return {"A-60", "a record without a key"};
    if (finding wrong = inspect_texts(
            {{record.key, "key of a record"}, {record.revision, "revision of a record"}}, how))
        return wrong;
    if (how == depth::all && record.kind != DOVETAIL_PRESENT && record.kind != DOVETAIL_TOMBSTONE)
        return {"A-60", "a record of the unknown kind " + std::to_string(record.kind)};
    return inspect_fields(record.fields, record.field_count, "fields", how);
}

finding inspect(const dovetail_outcome& outcome, depth how)
{
    finding wrong = inspect_texts({{outcome.key, "key of an outcome"},
                                   {outcome.revision, "revision of an outcome"},
                                   {outcome.code, "code of an outcome"},
                                   {outcome.message, "message of an outcome"}},
                                  how);
    // The server's own text may be anything.
    if (!wrong)
        wrong = inspect_text(outcome.server_text, "server's text of an outcome", depth::memory);
    if (wrong || how == depth::memory) return wrong;
    if (outcome.result < DOVETAIL_APPLIED || outcome.result > DOVETAIL_UNKNOWN)
        return {"A-56", "an outcome with the unknown result " + std::to_string(outcome.result)};
    if (outcome.result != DOVETAIL_APPLIED && !is_failure_class(outcome.error_class))
        return {"A-56", "an outcome that is not applied, and whose error has no class"};
    return {};
}

finding inspect(const dovetail_mapped& item, depth how)
{
    finding wrong = inspect_texts({{item.reason, "reason of a mapped record"},
                                   {item.owner, "owner of a mapped record"},
                                   {item.origin_key, "origin_key of a mapped record"}},
                                  how);
    if (!wrong) wrong = inspect_fields(item.fields, item.field_count, "fields", how);
    if (!wrong) wrong = inspect_fields(item.read_back, item.read_back_count, "read_back", how);
    return wrong ? wrong : inspect_notes(item, how);
}

finding inspect(const dovetail_change& change, depth how)
{
    if (finding wrong = inspect_texts({{change.key, "key of a change"},
                                       {change.idempotency_key, "idempotency key of a change"},
                                       {change.revision, "revision of a change"}},
                                      how))
        return wrong;
    if (change.action < DOVETAIL_CREATE || change.action > DOVETAIL_DELETE)
        return {"A-47", "a change with the unknown action " + std::to_string(change.action)};
    if (change.action != DOVETAIL_CREATE && change.key.size == 0)
        return {"A-47", "a change of a record without its key"};
    return inspect_fields(change.fields, change.field_count, "fields of a change", how);
}

finding inspect(const dovetail_lookup& lookup, depth how)
{
    if (finding wrong = inspect_text(lookup.key, "key to look up", how)) return wrong;
    if (lookup.key.size != 0) return {};
    if (lookup.create.idempotency_key.size == 0)
        return {"A-47", "a lookup with neither a key nor an idempotency key"};
    return inspect_fields(lookup.create.fields, lookup.create.field_count, "fields of a lookup",
                          how);
}

finding inspect(const dovetail_canonical_change& change, depth how)
{
    finding wrong = inspect_texts({{change.owner, "owner of a change"},
                                   {change.idempotency_key, "idempotency key of a change"}},
                                  how);
    if (!wrong) wrong = inspect_fields(change.fields, change.field_count, "fields", how);
    if (!wrong) wrong = inspect_fields(change.source, change.source_count, "source", how);
    return wrong ? wrong : inspect_fields(change.kept, change.kept_count, "kept fields", how);
}

finding inspect_headers(const dovetail_header* headers, std::uint64_t count)
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

finding inspect(const dovetail_request* request, depth how)
{
    if (!request) return {"A-51", "a step REQUEST without a request"};
    if (!DOVETAIL_HAS(request, dovetail_request, body)) return {"A-2", "a request of a wrong size"};
    const bool has_method = request->method.data && request->method.size;
    const bool has_target = request->target.data && request->target.size;
    if (!has_method || !has_target || request->target.data[0] != '/')
        return {"A-51", "a request without method, or whose target does not begin with '/'"};
    finding wrong = inspect_headers(request->headers, request->header_count);
    if (!wrong) wrong = inspect_bytes(request->body, "body of a request");
    if (wrong || how == depth::memory) return wrong;
    for (const char c : view(request->target)) {
        if (c <= ' ' || c > '~')
            return {"A-51", "a request whose target has a character that must be escaped"};
    }
    for (std::uint64_t at = 0; at < request->header_count; ++at) {
        if (is_set_by_host(view(request->headers[at].name)))
            return {"A-51", "a request with the header " +
                                clean_utf8(view(request->headers[at].name), 80) +
                                ", which the host sets"};
    }
    if (request->repeat > DOVETAIL_SEND_AGAIN)
        return {"A-52", "a request with the unknown value " + std::to_string(request->repeat) +
                            " of repeat"};
    return {};
}

finding inspect(const dovetail_error& error, depth how)
{
    if (!DOVETAIL_HAS(&error, dovetail_error, release)) return {"A-2", "an error of a wrong size"};
    finding wrong = inspect_texts(
        {{error.code, "code of an error"}, {error.message, "message of an error"}}, how);
    if (!wrong) wrong = inspect_text(error.server_text, "server's text of an error", depth::memory);
    if (wrong || how == depth::memory) return wrong;
    if (!is_failure_class(error.error_class))
        return {"A-30", "an error of the unknown class " + std::to_string(error.error_class)};
    if (error.code.size == 0 || error.message.size == 0)
        return {"A-30", "an error without code or message"};
    return {};
}

finding inspect_array(const void* first, std::uint64_t count, std::size_t alignment)
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

} // namespace dovetail::host::checked
