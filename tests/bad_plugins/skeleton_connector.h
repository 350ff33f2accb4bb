/* SPDX-License-Identifier: Apache-2.0 */
/* The connector of skeleton.h, which includes this and has what it uses. */
#ifndef DOVETAIL_TESTS_BAD_PLUGINS_SKELETON_CONNECTOR_H
#define DOVETAIL_TESTS_BAD_PLUGINS_SKELETON_CONNECTOR_H

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

static dovetail_status convert_cursor(dovetail_bytes from, dovetail_cursor* out,
                                      dovetail_error* error)
{
    static const char converted[] = CONVERTED_CURSOR;
    if (out->struct_size < sizeof *out) return no_room(error);
    if (from.size != strlen(EARLIER_CURSOR) || memcmp(from.data, EARLIER_CURSOR, from.size) != 0)
        return fail(error, CONVERSION_CLASS, "cursor", "it is of no earlier version");
    out->struct_size = sizeof *out;
    out->bytes.data = (const uint8_t*)converted;
    out->bytes.size = sizeof converted - 1;
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

#endif
