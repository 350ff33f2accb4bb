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

finding inspect_texts(std::initializer_list<named_text> texts)
{
    return first_fault(texts,
                       [](dovetail_text text, const char* which) { return inspect(text, which); });
}

bool is_failure_class(std::uint32_t value) noexcept
{
    return value > DOVETAIL_ERROR_NONE && value <= DOVETAIL_ERROR_BUG;
}

finding inspect(const dovetail_note& note)
{
    if (note.kind < DOVETAIL_NOTE_KEPT || note.kind > DOVETAIL_NOTE_DEFAULTED)
        return {"A-74", "a note of the unknown kind " + std::to_string(note.kind)};
    if (note.field.size == 0 || note.why.size == 0)
        return {"A-74", "a note that does not say which field, or why"};
    return inspect_texts({{note.field, "field of a note"}, {note.why, "why of a note"}});
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

finding inspect(dovetail_text text, const char* which)
{
    if (finding wrong = unreadable(text, which)) return wrong;
    if (!is_utf8(view(text))) return {"A-8", std::string("a ") + which + " that is not UTF-8"};
    return {};
}

finding inspect(const dovetail_field* fields, std::uint64_t count, const char* which)
{
    if (finding wrong = unreadable(fields, count, which)) return wrong;
    for (std::uint64_t at = 0; at < count; ++at) {
        if (finding wrong = inspect_content(fields[at])) return wrong;
    }
    if (has_twins(fields, count))
        return {"A-12", std::string("two fields with the same name among the ") + which};
    return {};
}

finding inspect(const dovetail_record& record)
{
    if (finding wrong = unreadable(record)) return wrong;
    if (finding wrong = inspect_texts(
            {{record.key, "key of a record"}, {record.revision, "revision of a record"}}))
        return wrong;
    if (record.kind != DOVETAIL_PRESENT && record.kind != DOVETAIL_TOMBSTONE)
        return {"A-60", "a record of the unknown kind " + std::to_string(record.kind)};
    return inspect(record.fields, record.field_count, "fields");
}

finding inspect(const dovetail_outcome& outcome)
{
    if (finding wrong = unreadable(outcome)) return wrong;
    // The server's own text may be anything.
    if (finding wrong = inspect_texts({{outcome.key, "key of an outcome"},
                                       {outcome.revision, "revision of an outcome"},
                                       {outcome.code, "code of an outcome"},
                                       {outcome.message, "message of an outcome"}}))
        return wrong;
    if (outcome.result < DOVETAIL_APPLIED || outcome.result > DOVETAIL_UNKNOWN)
        return {"A-56", "an outcome with the unknown result " + std::to_string(outcome.result)};
    if (outcome.result != DOVETAIL_APPLIED && !is_failure_class(outcome.error_class))
        return {"A-56", "an outcome that is not applied, and whose error has no class"};
    return {};
}

finding inspect(const dovetail_mapped& item)
{
    if (finding wrong = unreadable(item)) return wrong;
    finding wrong = inspect_texts({{item.reason, "reason of a mapped record"},
                                   {item.owner, "owner of a mapped record"},
                                   {item.origin_key, "origin_key of a mapped record"}});
    if (!wrong) wrong = inspect(item.fields, item.field_count, "fields");
    if (!wrong) wrong = inspect(item.read_back, item.read_back_count, "read_back");
    if (wrong) return wrong;
    return first_fault(item.notes, item.note_count,
                       [](const dovetail_note& note) { return inspect(note); });
}

finding inspect(const dovetail_change& change)
{
    if (finding wrong = inspect_texts({{change.key, "key of a change"},
                                       {change.idempotency_key, "idempotency key of a change"},
                                       {change.revision, "revision of a change"}}))
        return wrong;
    if (change.action < DOVETAIL_CREATE || change.action > DOVETAIL_DELETE)
        return {"A-47", "a change with the unknown action " + std::to_string(change.action)};
    if (change.action != DOVETAIL_CREATE && change.key.size == 0)
        return {"A-47", "a change of a record without its key"};
    return inspect(change.fields, change.field_count, "fields of a change");
}

finding inspect(const dovetail_lookup& lookup)
{
    if (finding wrong = inspect(lookup.key, "key to look up")) return wrong;
    if (lookup.key.size != 0) return {};
    if (lookup.create.idempotency_key.size == 0)
        return {"A-47", "a lookup with neither a key nor an idempotency key"};
    return inspect(lookup.create.fields, lookup.create.field_count, "fields of a lookup");
}

finding inspect(const dovetail_canonical_change& change)
{
    finding wrong = inspect_texts({{change.owner, "owner of a change"},
                                   {change.idempotency_key, "idempotency key of a change"}});
    if (!wrong) wrong = inspect(change.fields, change.field_count, "fields");
    if (!wrong) wrong = inspect(change.source, change.source_count, "source");
    return wrong ? wrong : inspect(change.kept, change.kept_count, "kept fields");
}

finding inspect(const dovetail_canonical_field& field)
{
    return inspect_texts({{field.name, "name of a canonical field"},
                          {field.native_name[0], "native name of a field"},
                          {field.native_name[1], "native name of a field"}});
}

finding inspect(const dovetail_request* request)
{
    if (finding wrong = unreadable(request)) return wrong;
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

finding inspect(const dovetail_error& error)
{
    if (finding wrong = unreadable(error)) return wrong;
    // The server's own text may be anything.
    if (finding wrong = inspect_texts(
            {{error.code, "code of an error"}, {error.message, "message of an error"}}))
        return wrong;
    if (!is_failure_class(error.error_class))
        return {"A-30", "an error of the unknown class " + std::to_string(error.error_class)};
    if (error.code.size == 0 || error.message.size == 0)
        return {"A-30", "an error without code or message"};
    return {};
}

} // namespace dovetail::host::checked
