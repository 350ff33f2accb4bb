/* SPDX-License-Identifier: Apache-2.0 */
/* Maps a record to one canonical field, its key; each mode breaks the contract in one way. */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

typedef struct mapper
{
    dovetail_canonical_field fields[2];
    dovetail_text configuration;
    char* copy;
} mapper;

typedef struct mapped
{
    dovetail_mapped* items;
    dovetail_field* fields;
} mapped;

static int is(const mapper* self, const char* mode)
{
    return probe_mode(self->configuration, mode);
}

static void get_fields(void* self, const dovetail_canonical_field** out, uint64_t* count)
{
    mapper* mine = self;
    *out = is(mine, "no_fields") ? NULL : mine->fields;
    *count = 2;
}

static dovetail_status check(void* self, uint32_t side, const dovetail_record* facts,
                             uint64_t fact_count, dovetail_error* error)
{
    (void)self;
    (void)side;
    if (fact_count == 4 && probe_equal(facts[3].key, "second")) return DOVETAIL_OK;
    probe_fail(error, DOVETAIL_ERROR_CONFIG, "facts", "four facts were expected");
    return DOVETAIL_FAILED;
}

static void release(void* owner)
{
    mapped* mine = owner;
    free(mine->items);
    free(mine->fields);
    free(mine);
}

static void fill(const mapper* self, dovetail_mapped_batch* out, uint64_t count)
{
    mapped* made = calloc(1, sizeof *made);
    made->items = calloc(count, sizeof *made->items);
    made->fields = calloc(count, sizeof *made->fields);
    for (uint64_t at = 0; at < count; ++at) {
        made->fields[at].name = probe_text("name");
        made->fields[at].value.kind = DOVETAIL_TEXT;
        made->fields[at].value.text = probe_text("mapped");
        made->items[at].struct_size = sizeof made->items[at];
        made->items[at].eligible = 1;
        made->items[at].fields = made->fields + at;
        made->items[at].field_count = 1;
        made->items[at].note_count = is(self, "null_notes") ? 1 : 0;
    }
    out->struct_size = sizeof *out;
    out->items = made->items;
    out->item_count = is(self, "wrong_count") ? count - 1 : count;
    out->owner = made;
    out->release = release;
}

static dovetail_status to_canonical(void* self, uint32_t side, const dovetail_record* records,
                                    uint64_t record_count, dovetail_mapped_batch* out,
                                    dovetail_error* error)
{
    (void)side;
    (void)records;
    if (is(self, "map_fails")) {
        probe_fail(error, DOVETAIL_ERROR_BUG, "broken", "an invariant does not hold");
        return DOVETAIL_FAILED;
    }
    fill(self, out, record_count);
    return DOVETAIL_OK;
}

static dovetail_status to_native(void* self, uint32_t target_side,
                                 const dovetail_canonical_change* changes, uint64_t change_count,
                                 dovetail_mapped_batch* out, dovetail_error* error)
{
    (void)target_side;
    (void)changes;
    (void)error;
    fill(self, out, change_count);
    return DOVETAIL_OK;
}

static void destroy(void* self)
{
    mapper* mine = self;
    free(mine->copy);
    free(mine);
}

static dovetail_status create(dovetail_text configuration, const dovetail_host* host,
                              dovetail_mapper* out, dovetail_error* error)
{
    (void)host;
    (void)error;
    mapper* made = calloc(1, sizeof *made);
    made->copy = malloc(configuration.size);
    memcpy(made->copy, configuration.data, configuration.size);
    made->configuration.data = made->copy;
    made->configuration.size = configuration.size;
    for (int at = 0; at < 2; ++at) {
        made->fields[at].struct_size = sizeof made->fields[at];
        made->fields[at].flow[0] = DOVETAIL_FLOW_CREATE;
        made->fields[at].flow[1] = is(made, "unknown_flow") ? 9 : DOVETAIL_FLOW_ALWAYS;
        made->fields[at].name = probe_text(at && !is(made, "twin_fields") ? "details" : "name");
        made->fields[at].native_name[0] = probe_text("Subject");
    }
    out->struct_size = sizeof *out;
    out->self = made;
    out->fields = get_fields;
    out->check = check;
    out->to_canonical = to_canonical;
    out->to_native = to_native;
    out->destroy = destroy;
    return DOVETAIL_OK;
}

const dovetail_mapper_factory probe_mapper_factory = {sizeof(dovetail_mapper_factory), 0, create};
