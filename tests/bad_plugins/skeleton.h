/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small plugin that keeps the contract, with a macro at each place where the plugins of this
 * folder do not: each defines one or two and includes this file. Compiles as C11 and as C++.
 *
 * The server has a list as text: "item <key> <title>" lines, then "end".
 *     GET /items      the list          GET /items/<key>   a list of one, or 404
 *     PUT /items/<key>  stores one
 * The mapper has one field: "title" on the left, "Subject" on the right, "name" in between.
 */
#ifndef DOVETAIL_TESTS_BAD_PLUGINS_SKELETON_H
#define DOVETAIL_TESTS_BAD_PLUGINS_SKELETON_H

#include <dovetail/abi/entry.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ── where plugins differ ────────────────────────────────────────────────────────────────────────
 */

#ifndef PLUGIN_ID
#define PLUGIN_ID DOVETAIL_PLUGIN_ID
#endif
#ifndef ENTRY_FITS /* whether the table of the plugin is large enough */
#define ENTRY_FITS(out) ((out)->struct_size >= sizeof *(out))
#endif
#ifndef ENTRY_MEETS /* whether there is a common version */
#define ENTRY_MEETS(talk) ((talk)->host_oldest <= 1 && (talk)->host_newest >= 1)
#endif
#ifndef ENTRY_RANGE /* said before anything else */
#define ENTRY_RANGE(talk) ((talk)->plugin_oldest = 1, (talk)->plugin_newest = 1)
#endif
#ifndef SAME_ID
#define SAME_ID(id, literal) same((id), text_of(literal))
#endif
#ifndef ON_CREATE /* a statement, in the create of the connector */
#define ON_CREATE(connector, host)
#endif
#ifndef ON_DESTROY
#define ON_DESTROY(connector)
#endif
#ifndef CONFIGURATION_CLASS
#define CONFIGURATION_CLASS DOVETAIL_ERROR_CONFIG
#endif
#ifndef CONFIGURATION_MESSAGE
#define CONFIGURATION_MESSAGE "/path: must be a text that begins with /"
#endif
#ifndef ON_ABILITIES
#define ON_ABILITIES(out)
#endif
#ifndef ON_BEGIN /* a statement, when begin succeeds; may return */
#define ON_BEGIN(operation, error)
#endif
#ifndef UNKNOWN_MESSAGE
#define UNKNOWN_MESSAGE "this connector does not know it"
#endif
#ifndef OWN_CURSOR
#define OWN_CURSOR "c1"
#endif
#ifndef ACCEPTED_CURSOR
#define ACCEPTED_CURSOR "c1"
#endif
#ifndef CURSOR_CLASS
#define CURSOR_CLASS DOVETAIL_ERROR_GONE
#endif
#ifndef TARGET
#define TARGET "/items"
#endif
#ifndef KEY_FOR_REQUEST /* of the change that is written */
#define KEY_FOR_REQUEST(exchange) ((exchange)->key)
#endif
#ifndef IS_END /* whether an event ends the exchange */
#define IS_END(kind) ((kind) < DOVETAIL_EVENT_START || (kind) >= DOVETAIL_EVENT_CANCELLED)
#endif
#ifndef ON_RESPONSE /* a statement, before an answer is read */
#define ON_RESPONSE(exchange, event, step)
#endif
#ifndef IS_WHOLE /* whether a list ends as it should */
#define IS_WHOLE(body) ends_with((body), "end\n")
#endif
#ifndef RECORD_KEY
#define RECORD_KEY(key) (key)
#endif
#ifndef RECORD_TITLE
#define RECORD_TITLE(title) (title)
#endif
#ifndef ON_BATCH /* a statement, before a batch is delivered */
#define ON_BATCH(batch, delivered)
#endif
#ifndef OUTCOME_WHEN_LOST
#define OUTCOME_WHEN_LOST(event) DOVETAIL_UNKNOWN
#endif
#ifndef ON_OUTCOMES /* a statement, before outcomes are delivered */
#define ON_OUTCOMES(exchange, step)
#endif
#ifndef ON_STEP /* a statement, at the end of every resume */
#define ON_STEP(exchange, step)
#endif
#ifndef ON_RELEASE /* frees an exchange */
#define ON_RELEASE(exchange) free(exchange)
#endif
#ifndef ITEM_COUNT
#define ITEM_COUNT(count) (count)
#endif
#ifndef CANONICAL_NAME
#define CANONICAL_NAME "name"
#endif
#ifndef MAPPED_TEXT /* changes a text in place; `native`: it is to be written */
#define MAPPED_TEXT(data, size, native)
#endif
#ifndef ON_RECORD /* a statement, for each record; may return */
#define ON_RECORD(value, error)
#endif

/* ── helpers ─────────────────────────────────────────────────────────────────────────────────────
 */

static dovetail_text text_of(const char* literal)
{
    dovetail_text out;
    out.data = literal;
    out.size = strlen(literal);
    return out;
}

static int same(dovetail_text a, dovetail_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static int ends_with(dovetail_bytes body, const char* end)
{
    const size_t length = strlen(end);
    return body.size >= length && memcmp(body.data + body.size - length, end, length) == 0;
}

static void* zeroed(size_t size)
{
    void* const out = calloc(1, size);
    if (out == NULL) abort();
    return out;
}

/* No further than the host's struct reaches. */
static dovetail_status fail(dovetail_error* error, uint32_t error_class, const char* code,
                            const char* message)
{
    if (error->struct_size < sizeof *error) return DOVETAIL_FAILED;
    error->error_class = error_class;
    error->code = text_of(code);
    error->message = text_of(message);
    return DOVETAIL_FAILED;
}

static dovetail_status no_room(dovetail_error* error)
{
    return fail(error, DOVETAIL_ERROR_BUG, "no_room", "the struct to fill is too small");
}

/* ── the connector ───────────────────────────────────────────────────────────────────────────────
 */

enum
{
    MOST_RECORDS = 8,
    MOST_TEXT = 64
};

typedef struct connector
{
    int unused; /* so that each has an address of its own */
    void* extra;
} connector;

typedef struct delivery
{
    dovetail_record records[MOST_RECORDS + 1];
    dovetail_field fields[MOST_RECORDS + 1];
    char texts[MOST_RECORDS + 1][2][MOST_TEXT];
    uint64_t count;
    dovetail_outcome outcome;
} delivery;

typedef struct exchange
{
    uint32_t kind;
    int stage;
    dovetail_text asked_key; /* not copied: of the caller */
    char key[MOST_TEXT];
    char target[2 * MOST_TEXT];
    char body[MOST_TEXT];
    dovetail_request request;
    dovetail_batch batch;
    dovetail_outcomes outcomes;
    dovetail_error error;
} exchange;

static void release_delivery(void* owner)
{
    free(owner);
}

/* Copies at most what there is room for. */
static void copy_text(char* to, const char* from, size_t size)
{
    if (size >= MOST_TEXT) size = MOST_TEXT - 1;
    if (size != 0) memcpy(to, from, size);
    to[size] = '\0';
}

static void add_record(delivery* to, const char* key, size_t key_size, const char* title,
                       size_t title_size)
{
    if (to->count >= MOST_RECORDS) return;
    char(*texts)[MOST_TEXT] = to->texts[to->count];
    dovetail_record* const record = &to->records[to->count];
    dovetail_field* const field = &to->fields[to->count];
    copy_text(texts[0], key, key_size);
    copy_text(texts[1], title, title_size);
    record->struct_size = sizeof *record;
    record->kind = DOVETAIL_PRESENT;
    record->key = text_of(RECORD_KEY(texts[0]));
    record->fields = field;
    record->field_count = 1;
    field->name = text_of("title");
    field->value.kind = DOVETAIL_TEXT;
    field->value.text = text_of(RECORD_TITLE(texts[1]));
    ++to->count;
}

/* Plain words alone: what is in a line is a server's and may be anything. */
static int is_plain(const char* from, size_t size)
{
    for (size_t at = 0; at < size; ++at)
        if (from[at] < ' ' || from[at] > '~') return 0;
    return size != 0;
}

/* 1: all of it was read. */
static int read_list(delivery* to, dovetail_bytes body)
{
    const char* at = (const char*)body.data;
    const char* const end = at + body.size;
    if (body.size == 0 || !IS_WHOLE(body)) return 0;
    while (at < end) {
        const char* const line = (const char*)memchr(at, '\n', (size_t)(end - at));
        const char* const stop = line == NULL ? end : line;
        if (stop - at > 5 && memcmp(at, "item ", 5) == 0) {
            const char* const key = at + 5;
            const char* const space = (const char*)memchr(key, ' ', (size_t)(stop - key));
            if (space == NULL || !is_plain(key, (size_t)(space - key)) ||
                !is_plain(space + 1, (size_t)(stop - space - 1)))
                return 0;
            add_record(to, key, (size_t)(space - key), space + 1, (size_t)(stop - space - 1));
        } else if (stop - at != 3 || memcmp(at, "end", 3) != 0) {
            return 0;
        }
        at = stop + 1;
    }
    return 1;
}

static void step_fail(exchange* self, dovetail_step* step, uint32_t error_class, const char* code)
{
    self->error.struct_size = sizeof self->error;
    fail(&self->error, error_class, code, "the server did not answer as it should");
    step->kind = DOVETAIL_STEP_FAILED;
    step->error = &self->error;
}

static void ask(exchange* self, dovetail_step* step)
{
    const int one = self->kind == DOVETAIL_OP_WRITE || self->kind == DOVETAIL_OP_LOOKUP;
    snprintf(self->target, sizeof self->target, "%s%s%.63s", TARGET, one ? "/" : "",
             one ? KEY_FOR_REQUEST(self) : "");
    self->request.struct_size = sizeof self->request;
    self->request.method = text_of(self->kind == DOVETAIL_OP_WRITE ? "PUT" : "GET");
    self->request.target = text_of(self->target);
    self->request.repeat = DOVETAIL_SEND_AGAIN;
    self->request.body.data = (const uint8_t*)self->body;
    self->request.body.size = strlen(self->body);
    step->kind = DOVETAIL_STEP_REQUEST;
    step->request = &self->request;
}

static void deliver_batch(exchange* self, const dovetail_event* event, dovetail_step* step)
{
    if (event->kind != DOVETAIL_EVENT_RESPONSE || event->status == 429 || event->status >= 500) {
        step_fail(self, step, DOVETAIL_ERROR_RETRYABLE, "no_answer");
        return;
    }
    delivery* const made = (delivery*)zeroed(sizeof *made);
    const int missing = self->kind == DOVETAIL_OP_LOOKUP && event->status == 404;
    if (!missing && (event->status / 100 != 2 || !read_list(made, event->body))) {
        free(made);
        step_fail(self, step, DOVETAIL_ERROR_RETRYABLE, "malformed_answer");
        return;
    }
    if (self->kind == DOVETAIL_OP_LOOKUP && made->count > 1) made->count = 1;
    self->batch.struct_size = sizeof self->batch;
    self->batch.records = made->records;
    self->batch.record_count = made->count;
    self->batch.owner = made;
    self->batch.release = release_delivery;
    ON_BATCH(&self->batch, made);
    step->kind = DOVETAIL_STEP_DELIVER;
    step->batch = &self->batch;
    step->cursor.data = (const uint8_t*)OWN_CURSOR;
    step->cursor.size = strlen(OWN_CURSOR);
}

static void deliver_outcome(exchange* self, const dovetail_event* event, dovetail_step* step)
{
    delivery* const made = (delivery*)zeroed(sizeof *made);
    dovetail_outcome* const outcome = &made->outcome;
    outcome->struct_size = sizeof *outcome;
    copy_text(made->texts[0][0], self->key, strlen(self->key));
    outcome->key = text_of(made->texts[0][0]);
    if (event->kind != DOVETAIL_EVENT_RESPONSE)
        outcome->result = OUTCOME_WHEN_LOST(event);
    else
        outcome->result = event->status / 100 == 2 ? DOVETAIL_APPLIED : DOVETAIL_NOT_APPLIED;
    if (outcome->result != DOVETAIL_APPLIED) {
        outcome->error_class = DOVETAIL_ERROR_RETRYABLE;
        outcome->code = text_of("not_stored");
        outcome->message = text_of("the server did not store it");
    }
    self->outcomes.struct_size = sizeof self->outcomes;
    self->outcomes.outcomes = outcome;
    self->outcomes.outcome_count = 1;
    self->outcomes.owner = made;
    self->outcomes.release = release_delivery;
    step->kind = DOVETAIL_STEP_DELIVER;
    step->outcomes = &self->outcomes;
    ON_OUTCOMES(self, step);
}

static void resume(void* self_, const dovetail_event* event, dovetail_step* out)
{
    exchange* const self = (exchange*)self_;
    dovetail_step step;
    memset(&step, 0, sizeof step);
    step.struct_size = sizeof step;
    step.kind = DOVETAIL_STEP_DONE;
    if (IS_END(event->kind)) {
        step_fail(self, &step, DOVETAIL_ERROR_RETRYABLE, "cancelled");
    } else {
        switch (self->stage++) {
        case 0:
            ask(self, &step);
            break;
        case 1:
            ON_RESPONSE(self, event, &step);
            if (self->kind == DOVETAIL_OP_WRITE)
                deliver_outcome(self, event, &step);
            else
                deliver_batch(self, event, &step);
            break;
        default:
            break;
        }
        ON_STEP(self, &step);
    }
    if (out->struct_size < step.struct_size) step.struct_size = out->struct_size;
    memcpy(out, &step, step.struct_size);
}

static void release_exchange(void* self)
{
    ON_RELEASE(self);
}

static void abilities(void* self, dovetail_abilities* out)
{
    dovetail_abilities all;
    (void)self;
    memset(&all, 0, sizeof all);
    all.struct_size = out->struct_size < sizeof all ? out->struct_size : (uint32_t)sizeof all;
    all.can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY;
    all.max_write_batch = 1;
    all.max_lookup_batch = 1;
    ON_ABILITIES(&all);
    memcpy(out, &all, all.struct_size);
}

static dovetail_status accepts_cursor(void* self, dovetail_bytes cursor, dovetail_error* error)
{
    const size_t size = strlen(ACCEPTED_CURSOR);
    (void)self;
    if (cursor.size == size && memcmp(cursor.data, ACCEPTED_CURSOR, size) == 0) return DOVETAIL_OK;
    return fail(error, CURSOR_CLASS, "cursor", "this cursor is not one of this plugin's");
}

static dovetail_status begin(void* self, const dovetail_operation* operation,
                             dovetail_exchange* out, dovetail_error* error)
{
    (void)self;
    if (out->struct_size < sizeof *out) return no_room(error);
    if (operation->collection.size != 0 || operation->kind < DOVETAIL_OP_CHECK ||
        operation->kind > DOVETAIL_OP_LOOKUP)
        return fail(error, DOVETAIL_ERROR_CONFIG, "unknown", UNKNOWN_MESSAGE);
    ON_BEGIN(operation, error);
    exchange* const made = (exchange*)zeroed(sizeof *made);
    made->kind = operation->kind;
    if (operation->change_count != 0)
        made->asked_key = operation->changes->action == DOVETAIL_CREATE
                              ? operation->changes->idempotency_key
                              : operation->changes->key;
    if (operation->lookup_count != 0)
        made->asked_key = operation->lookups->key.size != 0
                              ? operation->lookups->key
                              : operation->lookups->create.idempotency_key;
    copy_text(made->key, made->asked_key.data, made->asked_key.size);
    if (operation->change_count != 0 && operation->changes->field_count != 0)
        copy_text(made->body, operation->changes->fields->value.text.data,
                  operation->changes->fields->value.text.size);
    out->struct_size = sizeof *out;
    out->self = made;
    out->resume = resume;
    out->release = release_exchange;
    return DOVETAIL_OK;
}

static void destroy_connector(void* self)
{
    ON_DESTROY((connector*)self);
    free(self);
}

/* Knows one member, {"path": "/…"}, and reads it as little as it needs. */
static int is_configuration(dovetail_text configuration)
{
    static const char wanted[] = "\"path\":\"/";
    for (uint64_t at = 0; at + sizeof wanted - 1 <= configuration.size; ++at)
        if (memcmp(configuration.data + at, wanted, sizeof wanted - 1) == 0) return 1;
    return 0;
}

static dovetail_status create_connector(dovetail_text configuration, const dovetail_host* host,
                                        dovetail_connector* out, dovetail_error* error)
{
    (void)host;
    if (out->struct_size < sizeof *out) return no_room(error);
    if (!is_configuration(configuration))
        return fail(error, CONFIGURATION_CLASS, "configuration", CONFIGURATION_MESSAGE);
    connector* const made = (connector*)zeroed(sizeof *made);
    ON_CREATE(made, host);
    out->struct_size = sizeof *out;
    out->self = made;
    out->abilities = abilities;
    out->accepts_cursor = accepts_cursor;
    out->begin = begin;
    out->destroy = destroy_connector;
    return DOVETAIL_OK;
}

/* ── the mapper ──────────────────────────────────────────────────────────────────────────────────
 */

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

/* ── the handshake ───────────────────────────────────────────────────────────────────────────────
 */

static const dovetail_connector_factory connector_factory = {sizeof(dovetail_connector_factory), 0,
                                                             create_connector};
static const dovetail_mapper_factory mapper_factory = {sizeof(dovetail_mapper_factory), 0,
                                                       create_mapper};

static const void* extension(dovetail_text id)
{
    if (SAME_ID(id, DOVETAIL_CONNECTOR_ID)) return &connector_factory;
    if (SAME_ID(id, DOVETAIL_MAPPER_ID)) return &mapper_factory;
    return NULL;
}

dovetail_status dovetail_plugin_entry(dovetail_negotiation* negotiation, dovetail_plugin* out,
                                      dovetail_error* error)
{
    ENTRY_RANGE(negotiation);
    if (!ENTRY_MEETS(negotiation))
        return fail(error, DOVETAIL_ERROR_CONFIG, "abi",
                    "plugin_oldest and plugin_newest have no version in common with this host");
    if (!ENTRY_FITS(out)) return no_room(error);
    negotiation->chosen = 1;
    out->struct_size = sizeof *out;
    out->abi_version = 1;
    out->id = text_of(PLUGIN_ID);
    out->version = text_of(DOVETAIL_PLUGIN_VERSION);
    out->extension = extension;
    return DOVETAIL_OK;
}

#endif
