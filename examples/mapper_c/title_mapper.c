/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mapper in plain C, with the contract's headers and nothing else. One field crosses: "title" on
 * the left, "Subject" on the right, "name" in between. Everything a mapper must do is here: the
 * handshake, the factory, two pure functions, and a batch that frees itself.
 */
#include <dovetail/abi/entry.h>

#include <stdlib.h>
#include <string.h>

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const dovetail_text native_names[2] = {TEXT("title"), TEXT("Subject")};
static const dovetail_text canonical_name = TEXT("name");

static const dovetail_canonical_field canonical_fields[] = {
    {sizeof(dovetail_canonical_field),
     {DOVETAIL_FLOW_ALWAYS, DOVETAIL_FLOW_ALWAYS},
     0,
     TEXT("name"),
     {TEXT("title"), TEXT("Subject")}}};

static int same_text(dovetail_text a, dovetail_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static dovetail_status fail(dovetail_error* error, uint32_t error_class, const char* code,
                            const char* message)
{
    if (error->struct_size < sizeof *error) return DOVETAIL_FAILED; /* no further than it reaches */
    error->error_class = error_class;
    error->code.data = code;
    error->code.size = strlen(code);
    error->message.data = message;
    error->message.size = strlen(message);
    error->release = NULL; /* constants of this library */
    return DOVETAIL_FAILED;
}

/* What the host wants filled may be smaller than what we were compiled with: then we refuse. */
static dovetail_status no_room(dovetail_error* error)
{
    return fail(error, DOVETAIL_ERROR_BUG, "no_room", "the struct to be filled is too small");
}

/* ── one batch: items, then fields, then texts, in one block ───────────────────────────────────
 */

typedef struct source
{
    const dovetail_field* fields;
    uint64_t field_count;
    dovetail_text owner;
} source;

static const dovetail_value* find(const source* from, dovetail_text name)
{
    for (uint64_t i = 0; i < from->field_count; ++i) {
        if (same_text(from->fields[i].name, name)) return &from->fields[i].value;
    }
    return NULL;
}

/* Gives each source's field `from` the name `to`. The sources' texts go with the call, so they are
 * copied. */
static dovetail_status rename_all(const source* sources, uint64_t count, dovetail_text from,
                                  dovetail_text to, dovetail_mapped_batch* out,
                                  dovetail_error* error)
{
    if (out->struct_size < sizeof *out) return no_room(error);
    size_t texts = 0;
    for (uint64_t i = 0; i < count; ++i) {
        const dovetail_value* value = find(&sources[i], from);
        if (value != NULL) texts += value->text.size;
    }
    const size_t fields_at = (size_t)count * sizeof(dovetail_mapped);
    const size_t texts_at = fields_at + (size_t)count * sizeof(dovetail_field);
    char* block = calloc(1, texts_at + texts + 1);
    if (block == NULL)
        return fail(error, DOVETAIL_ERROR_RETRYABLE, "out_of_memory", "there is no memory left");

    dovetail_mapped* items = (dovetail_mapped*)(void*)block;
    dovetail_field* fields = (dovetail_field*)(void*)(block + fields_at);
    char* text = block + texts_at;
    for (uint64_t i = 0; i < count; ++i) {
        items[i].struct_size = sizeof items[i];
        items[i].eligible = 1;
        const dovetail_value* value = find(&sources[i], from);
        if (value == NULL) continue;
        fields[i].name = to;
        fields[i].value = *value;
        if (value->text.size != 0) memcpy(text, value->text.data, value->text.size);
        fields[i].value.text.data = text;
        text += value->text.size;
        items[i].fields = &fields[i];
        items[i].field_count = 1;
    }
    out->struct_size = sizeof *out;
    out->items = items;
    out->item_count = count;
    out->owner = block;
    out->release = free;
    return DOVETAIL_OK;
}

/* ── the mapper ─────────────────────────────────────────────────────────────────────────────────
 */

static void mapper_fields(void* self, const dovetail_canonical_field** out, uint64_t* count)
{
    (void)self;
    *out = canonical_fields;
    *count = 1;
}

static dovetail_status mapper_check(void* self, uint32_t side, const dovetail_record* facts,
                                    uint64_t fact_count, dovetail_error* error)
{
    (void)self, (void)side, (void)facts, (void)fact_count, (void)error;
    return DOVETAIL_OK;
}

static dovetail_status bad_side(dovetail_error* error)
{
    return fail(error, DOVETAIL_ERROR_BUG, "unknown_side", "a side is 0 (left) or 1 (right)");
}

static source* allocate_sources(uint64_t count)
{
    return calloc((size_t)count + 1, sizeof(source));
}

static dovetail_status mapper_to_canonical(void* self, uint32_t side,
                                           const dovetail_record* records, uint64_t record_count,
                                           dovetail_mapped_batch* out, dovetail_error* error)
{
    (void)self;
    if (side > DOVETAIL_RIGHT) return bad_side(error);
    source* sources = allocate_sources(record_count);
    if (sources == NULL)
        return fail(error, DOVETAIL_ERROR_RETRYABLE, "out_of_memory", "there is no memory left");
    /* The stride of an array is what its writer says, not what we were compiled with. */
    const char* at = (const char*)records;
    for (uint64_t i = 0; i < record_count; ++i, at += records->struct_size) {
        const dovetail_record* record = (const dovetail_record*)(const void*)at;
        sources[i].fields = record->fields;
        sources[i].field_count = record->field_count;
    }
    const dovetail_status status =
        rename_all(sources, record_count, native_names[side], canonical_name, out, error);
    free(sources);
    return status;
}

static dovetail_status mapper_to_native(void* self, uint32_t target_side,
                                        const dovetail_canonical_change* changes,
                                        uint64_t change_count, dovetail_mapped_batch* out,
                                        dovetail_error* error)
{
    (void)self;
    if (target_side > DOVETAIL_RIGHT) return bad_side(error);
    source* sources = allocate_sources(change_count);
    if (sources == NULL)
        return fail(error, DOVETAIL_ERROR_RETRYABLE, "out_of_memory", "there is no memory left");
    const char* at = (const char*)changes;
    for (uint64_t i = 0; i < change_count; ++i, at += changes->struct_size) {
        const dovetail_canonical_change* change = (const dovetail_canonical_change*)(const void*)at;
        sources[i].fields = change->fields;
        sources[i].field_count = change->field_count;
    }
    const dovetail_status status =
        rename_all(sources, change_count, canonical_name, native_names[target_side], out, error);
    free(sources);
    return status;
}

static void mapper_destroy(void* self)
{
    (void)self;
}

/* ── the factory and the entry ──────────────────────────────────────────────────────────────────
 */

static dovetail_status create(dovetail_text configuration, const dovetail_host* host,
                              dovetail_mapper* out, dovetail_error* error)
{
    (void)configuration, (void)host;
    if (out->struct_size < sizeof *out) return no_room(error);
    out->struct_size = sizeof *out;
    out->self = NULL;
    out->fields = mapper_fields;
    out->check = mapper_check;
    out->to_canonical = mapper_to_canonical;
    out->to_native = mapper_to_native;
    out->destroy = mapper_destroy;
    return DOVETAIL_OK;
}

static const dovetail_mapper_factory factory = {sizeof factory, 0, create};

static const void* extension(dovetail_text id)
{
    const dovetail_text mapper = TEXT(DOVETAIL_MAPPER_ID);
    return same_text(id, mapper) ? &factory : NULL;
}

dovetail_status dovetail_plugin_entry(dovetail_negotiation* negotiation, dovetail_plugin* out,
                                      dovetail_error* error)
{
    const dovetail_text id = TEXT(DOVETAIL_PLUGIN_ID);
    const dovetail_text version = TEXT(DOVETAIL_PLUGIN_VERSION);
    negotiation->plugin_oldest = 1;
    negotiation->plugin_newest = 1;
    if (negotiation->host_oldest > 1 || negotiation->host_newest < 1)
        return fail(error, DOVETAIL_ERROR_CONFIG, "abi_mismatch",
                    "this plugin speaks the plugin contract in version 1 alone: compare "
                    "host_oldest and host_newest with plugin_oldest and plugin_newest");
    if (out->struct_size < sizeof *out) return no_room(error);
    negotiation->chosen = 1;
    out->struct_size = sizeof *out;
    out->abi_version = 1;
    out->id = id;
    out->version = version;
    out->extension = extension;
    return DOVETAIL_OK;
}
