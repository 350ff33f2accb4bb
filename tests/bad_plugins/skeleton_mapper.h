/* SPDX-License-Identifier: Apache-2.0 */
/* The mapper of skeleton.h, which includes this and has what it uses. */
#ifndef DOVETAIL_TESTS_BAD_PLUGINS_SKELETON_MAPPER_H
#define DOVETAIL_TESTS_BAD_PLUGINS_SKELETON_MAPPER_H

static void mapper_fields(void* self, const dovetail_canonical_field** out, uint64_t* count)
{
    static dovetail_canonical_field field;
    (void)self;
    field.struct_size = sizeof field;
    field.flow[0] = field.flow[1] = DOVETAIL_FLOW_ALWAYS;
    field.name = text_of("name");
    field.native_name[0] = text_of("title");
    field.native_name[1] = text_of("Subject");
    *out = &field;
    *count = 1;
}

static dovetail_status mapper_check(void* self, uint32_t side, const dovetail_record* facts,
                                    uint64_t fact_count, dovetail_error* error)
{
    (void)self, (void)side, (void)facts, (void)fact_count, (void)error;
    return DOVETAIL_OK;
}

typedef struct mapped
{
    dovetail_mapped item;
    dovetail_field field;
} mapped;

typedef struct mapped_texts
{
    struct mapped_texts* next;
} mapped_texts;

/* Items stand one after another, each with its field behind it: the stride is told by struct_size.
 */
typedef struct mapped_block
{
    mapped_texts* texts;
    mapped* items;
} mapped_block;

static void release_mapped(void* owner)
{
    mapped_block* const block = (mapped_block*)owner;
    while (block->texts != NULL) {
        mapped_texts* const next = block->texts->next;
        free(block->texts);
        block->texts = next;
    }
    free(block->items);
    free(block);
}

static void put_value(mapped_block* block, mapped* to, const char* name,
                      const dovetail_value* value, int native)
{
    to->field.name = text_of(name);
    to->field.value = *value;
    if (value->text.size != 0) {
        mapped_texts* const texts = (mapped_texts*)zeroed(sizeof *texts + (size_t)value->text.size);
        char* const data = (char*)(texts + 1);
        memcpy(data, value->text.data, (size_t)value->text.size);
        MAPPED_TEXT(data, value->text.size, native);
        (void)native;
        texts->next = block->texts;
        block->texts = texts;
        to->field.value.text.data = data;
    }
    to->item.fields = &to->field;
    to->item.field_count = 1;
}

static mapped_block* make_block(uint64_t count)
{
    mapped_block* const block = (mapped_block*)zeroed(sizeof *block);
    block->items = (mapped*)zeroed((size_t)(count + 1) * sizeof(mapped));
    return block;
}

static dovetail_status hand_out(mapped_block* block, uint64_t count, dovetail_mapped_batch* out)
{
    out->struct_size = sizeof *out;
    out->items = &block->items->item;
    out->item_count = ITEM_COUNT(count);
    out->owner = block;
    out->release = release_mapped;
    return DOVETAIL_OK;
}

static const dovetail_value* find_value(const dovetail_field* fields, uint64_t count,
                                        const char* name)
{
    for (uint64_t at = 0; at < count; ++at)
        if (same(fields[at].name, text_of(name))) return &fields[at].value;
    return NULL;
}

static const char* native_name(uint32_t side)
{
    return side == DOVETAIL_LEFT ? "title" : "Subject";
}

static dovetail_status to_canonical(void* self, uint32_t side, const dovetail_record* records,
                                    uint64_t count, dovetail_mapped_batch* out,
                                    dovetail_error* error)
{
    (void)self;
    if (out->struct_size < sizeof *out) return no_room(error);
    mapped_block* const block = make_block(count);
    for (uint64_t at = 0; at < count; ++at) {
        const dovetail_record* const record =
            (const dovetail_record*)(const void*)((const char*)records + at * records->struct_size);
        const dovetail_value* const value =
            find_value(record->fields, record->field_count, native_name(side));
        block->items[at].item.struct_size = sizeof(mapped);
        block->items[at].item.eligible = 1;
        if (value == NULL) continue;
        ON_RECORD(value, error);
        put_value(block, &block->items[at], CANONICAL_NAME, value, 0);
    }
    return hand_out(block, count, out);
}

static dovetail_status to_native(void* self, uint32_t side,
                                 const dovetail_canonical_change* changes, uint64_t count,
                                 dovetail_mapped_batch* out, dovetail_error* error)
{
    (void)self;
    if (out->struct_size < sizeof *out) return no_room(error);
    mapped_block* const block = make_block(count);
    for (uint64_t at = 0; at < count; ++at) {
        const dovetail_canonical_change* const change =
            (const dovetail_canonical_change*)(const void*)((const char*)changes +
                                                            at * changes->struct_size);
        const dovetail_value* const value = find_value(change->fields, change->field_count, "name");
        block->items[at].item.struct_size = sizeof(mapped);
        if (value != NULL) put_value(block, &block->items[at], native_name(side), value, 1);
    }
    return hand_out(block, count, out);
}

static void destroy_mapper(void* self)
{
    (void)self;
}

static dovetail_status create_mapper(dovetail_text configuration, const dovetail_host* host,
                                     dovetail_mapper* out, dovetail_error* error)
{
    (void)host;
    if (out->struct_size < sizeof *out) return no_room(error);
    if (!is_configuration(configuration))
        return fail(error, CONFIGURATION_CLASS, "configuration", CONFIGURATION_MESSAGE);
    out->struct_size = sizeof *out;
    out->self = NULL;
    out->fields = mapper_fields;
    out->check = mapper_check;
    out->to_canonical = to_canonical;
    out->to_native = to_native;
    out->destroy = destroy_mapper;
    return DOVETAIL_OK;
}

#endif
