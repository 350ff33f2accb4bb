// SPDX-License-Identifier: Apache-2.0
// Which members of a struct point to something: one description for writing an arena and for
// checking one. A visitor has text, name, bytes, value, array and object.
#pragma once

#include "wire.hpp"

namespace dovetail::host::isolated {

// Fixed text of the contract's atoms.

template<class Visitor>
void describe(dovetail_text& it, Visitor& visit)
{
    visit.text(it);
}

template<class Visitor>
void describe(dovetail_field& it, Visitor& visit)
{
    visit.name(it.name);
    visit.value(it.value);
}

template<class Visitor>
void describe(dovetail_header& it, Visitor& visit)
{
    visit.name(it.name);
    visit.text(it.value);
}

// What belongs to a process (owner, release) never crosses.

template<class Visitor>
void describe(dovetail_error& it, Visitor& visit)
{
    it.owner = nullptr;
    it.release = nullptr;
    visit.text(it.code);
    visit.text(it.message);
    visit.text(it.server_text);
}

template<class Visitor>
void describe(dovetail_record& it, Visitor& visit)
{
    visit.text(it.key);
    visit.text(it.revision);
    visit.array(it.fields, it.field_count);
}

template<class Visitor>
void describe(dovetail_batch& it, Visitor& visit)
{
    it.owner = nullptr;
    it.release = nullptr;
    visit.array(it.records, it.record_count);
}

template<class Visitor>
void describe(dovetail_outcome& it, Visitor& visit)
{
    visit.text(it.key);
    visit.text(it.revision);
    visit.text(it.code);
    visit.text(it.message);
    visit.text(it.server_text);
}

template<class Visitor>
void describe(dovetail_outcomes& it, Visitor& visit)
{
    it.owner = nullptr;
    it.release = nullptr;
    visit.array(it.outcomes, it.outcome_count);
}

template<class Visitor>
void describe(dovetail_scope& it, Visitor& visit)
{
    visit.array(it.owners, it.owner_count);
}

template<class Visitor>
void describe(dovetail_change& it, Visitor& visit)
{
    visit.text(it.key);
    visit.text(it.idempotency_key);
    visit.text(it.revision);
    visit.array(it.fields, it.field_count);
}

template<class Visitor>
void describe(dovetail_lookup& it, Visitor& visit)
{
    visit.text(it.key);
    describe(it.create, visit);
}

template<class Visitor>
void describe(dovetail_operation& it, Visitor& visit)
{
    visit.text(it.collection);
    visit.bytes(it.cursor);
    visit.object(it.scope);
    visit.array(it.changes, it.change_count);
    visit.array(it.lookups, it.lookup_count);
}

template<class Visitor>
void describe(dovetail_event& it, Visitor& visit)
{
    visit.array(it.headers, it.header_count);
    visit.bytes(it.body);
    visit.text(it.reason);
}

template<class Visitor>
void describe(dovetail_request& it, Visitor& visit)
{
    visit.text(it.method);
    visit.text(it.target);
    visit.array(it.headers, it.header_count);
    visit.bytes(it.body);
}

template<class Visitor>
void describe(dovetail_step& it, Visitor& visit)
{
    visit.object(it.request);
    visit.object(it.batch);
    visit.object(it.outcomes);
    visit.bytes(it.cursor);
    visit.object(it.error);
}

template<class Visitor>
void describe(dovetail_note& it, Visitor& visit)
{
    visit.name(it.field);
    visit.text(it.why);
}

template<class Visitor>
void describe(dovetail_mapped& it, Visitor& visit)
{
    visit.text(it.reason);
    visit.text(it.owner);
    visit.text(it.origin_key);
    visit.array(it.fields, it.field_count);
    visit.array(it.notes, it.note_count);
    visit.array(it.read_back, it.read_back_count);
}

template<class Visitor>
void describe(dovetail_canonical_field& it, Visitor& visit)
{
    visit.text(it.name);
    visit.text(it.native_name[0]);
    visit.text(it.native_name[1]);
}

template<class Visitor>
void describe(dovetail_canonical_change& it, Visitor& visit)
{
    visit.array(it.fields, it.field_count);
    visit.array(it.source, it.source_count);
    visit.array(it.kept, it.kept_count);
    visit.text(it.owner);
    visit.text(it.idempotency_key);
}

// Calls and answers.

template<class Visitor>
void describe(hello_call& it, Visitor& visit)
{
    visit.text(it.host_name);
    visit.text(it.host_version);
}

template<class Visitor>
void describe(create_call& it, Visitor& visit)
{
    visit.text(it.configuration);
}

template<class Visitor>
void describe(cursor_call& it, Visitor& visit)
{
    visit.bytes(it.cursor);
}

template<class Visitor>
void describe(begin_call& it, Visitor& visit)
{
    describe(it.operation, visit);
}

template<class Visitor>
void describe(resume_call& it, Visitor& visit)
{
    describe(it.event, visit);
}

template<class Visitor>
void describe(check_call& it, Visitor& visit)
{
    visit.array(it.facts, it.fact_count);
}

template<class Visitor>
void describe(to_canonical_call& it, Visitor& visit)
{
    visit.array(it.records, it.record_count);
}

template<class Visitor>
void describe(to_native_call& it, Visitor& visit)
{
    visit.array(it.changes, it.change_count);
}

template<class Visitor>
void describe(verdict& it, Visitor& visit)
{
    describe(it.error, visit);
    visit.text(it.fault);
    visit.text(it.rule);
}

template<class Visitor>
void describe(hello_answer& it, Visitor& visit)
{
    describe(it.outcome, visit);
    visit.text(it.id);
    visit.text(it.version);
    describe(it.entry_error, visit);
}

template<class Visitor>
void describe(create_answer& it, Visitor& visit)
{
    describe(it.outcome, visit);
    visit.array(it.fields, it.field_count);
}

template<class Visitor>
void describe(plain_answer& it, Visitor& visit)
{
    describe(it.outcome, visit);
}

template<class Visitor>
void describe(convert_answer& it, Visitor& visit)
{
    describe(it.outcome, visit);
    visit.bytes(it.cursor);
}

template<class Visitor>
void describe(begin_answer& it, Visitor& visit)
{
    describe(it.outcome, visit);
}

template<class Visitor>
void describe(resume_answer& it, Visitor& visit)
{
    describe(it.outcome, visit);
    describe(it.step, visit);
}

template<class Visitor>
void describe(mapped_answer& it, Visitor& visit)
{
    describe(it.outcome, visit);
    visit.array(it.items, it.item_count);
}

template<class Visitor>
void describe(log_line& it, Visitor& visit)
{
    visit.text(it.message);
    visit.array(it.fields, it.field_count);
}

} // namespace dovetail::host::isolated
