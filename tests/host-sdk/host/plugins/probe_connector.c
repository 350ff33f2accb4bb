/* SPDX-License-Identifier: Apache-2.0 */
/* An exchange asks once and delivers one record; each mode breaks the contract in one way. */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

enum
{
    COUNT = 2
};

/* A record as an older contract might have had it: without fields. */
typedef struct narrow_record
{
    uint32_t struct_size;
    uint32_t kind;
    dovetail_text key;
    dovetail_text revision;
    int64_t modified_at_us;
} narrow_record;

typedef struct delivery
{
    dovetail_record records[COUNT];
    narrow_record narrow[COUNT];
    dovetail_field field;
    dovetail_field twins[2];
} delivery;

typedef struct connector
{
    dovetail_text configuration;
    char* copy;
} connector;

typedef struct exchange
{
    dovetail_text configuration;
    dovetail_request request;
    dovetail_batch batch;
    dovetail_outcomes outcomes;
    dovetail_error error;
    int stage;
} exchange;

static int is(const exchange* self, const char* mode)
{
    return probe_mode(self->configuration, mode);
}

static void release_delivery(void* owner)
{
    free(owner);
}

static void fill_batch(exchange* self)
{
    delivery* made = calloc(1, sizeof *made);
    made->field.name = probe_text("Subject");
    made->field.value.kind = is(self, "unknown_value") ? 99 : DOVETAIL_TEXT;
    made->field.value.text = probe_text("Call Bob");
    for (int at = 0; at < COUNT; ++at) {
        dovetail_record* record = &made->records[at];
        record->struct_size = sizeof *record;
        record->kind = DOVETAIL_PRESENT;
        record->key = probe_text(at ? "second" : "first");
        record->revision = probe_text("r1");
        record->fields = is(self, "null_fields") ? NULL : &made->field;
        record->field_count = 1;
        made->narrow[at].struct_size = sizeof made->narrow[at];
        made->narrow[at].kind = DOVETAIL_PRESENT;
        made->narrow[at].key = record->key;
        made->narrow[at].revision = record->revision;
    }
    if (is(self, "twins")) {
        made->twins[0] = made->twins[1] = made->field;
        made->records[0].fields = made->twins;
        made->records[0].field_count = 2;
    }
    if (is(self, "no_key")) made->records[1].key = probe_text("");
    if (is(self, "mixed_sizes")) made->records[1].struct_size = 40;
    if (is(self, "zero_size")) made->records[0].struct_size = 0;
    self->batch.struct_size = sizeof self->batch;
    self->batch.records = is(self, "narrow") ? (const dovetail_record*)made->narrow : made->records;
    if (is(self, "null_records")) self->batch.records = NULL;
    self->batch.record_count = COUNT;
    self->batch.owner = made;
    self->batch.release = release_delivery;
}

static void fill_request(exchange* self, dovetail_step* step)
{
    self->request.struct_size = sizeof self->request;
    self->request.method = probe_text("GET");
    self->request.target = probe_text(is(self, "bad_target") ? "tasks" : "/tasks");
    step->kind = DOVETAIL_STEP_REQUEST;
    step->request = is(self, "null_request") ? NULL : &self->request;
}

static void fill_outcomes(exchange* self)
{
    dovetail_outcome* made = calloc(1, sizeof *made);
    made->struct_size = sizeof *made;
    made->result = DOVETAIL_APPLIED;
    made->key = probe_text("first");
    self->outcomes.struct_size = sizeof self->outcomes;
    self->outcomes.outcomes = made;
    self->outcomes.outcome_count = 1;
    self->outcomes.owner = made;
    self->outcomes.release = release_delivery;
    if (!is(self, "no_release")) return;
    self->outcomes.release = NULL;
    free(made);
}

static void fail(exchange* self, dovetail_step* step)
{
    probe_fail(&self->error, DOVETAIL_ERROR_THROTTLED, "slow_down", "the server asks for a pause");
    self->error.server_text = probe_text("try \xff later");
    self->error.retry_after_ms = 1500;
    step->kind = DOVETAIL_STEP_FAILED;
    step->error = is(self, "null_error") ? NULL : &self->error;
}

static void resume(void* self_, const dovetail_event* event, dovetail_step* step)
{
    exchange* self = self_;
    step->struct_size = sizeof *step;
    step->kind = DOVETAIL_STEP_DONE;
    if (event->kind == DOVETAIL_EVENT_CANCELLED) return;
    switch (self->stage++) {
    case 0:
        if (is(self, "unknown_step")) {
            step->kind = 77;
        } else if (is(self, "fails") || is(self, "null_error")) {
            fail(self, step);
        } else {
            fill_request(self, step);
        }
        return;
    case 1:
        step->kind = DOVETAIL_STEP_DELIVER;
        step->total = COUNT;
        step->cursor.data = (const uint8_t*)"c1";
        step->cursor.size = 2;
        if (is(self, "empty_delivery")) return;
        if (is(self, "outcomes") || is(self, "no_release")) {
            fill_outcomes(self);
            step->outcomes = &self->outcomes;
        } else {
            fill_batch(self);
            step->batch = &self->batch;
        }
        return;
    default:
        return;
    }
}

static void release_exchange(void* self)
{
    free(self);
}

static void abilities(void* self, dovetail_abilities* out)
{
    const connector* mine = self;
    out->struct_size = sizeof *out;
    out->max_write_batch = probe_mode(mine->configuration, "no_batch") ? 0 : 200;
    out->max_lookup_batch = 100;
    out->can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY;
}

static dovetail_status accepts_cursor(void* self, dovetail_bytes cursor, dovetail_error* error)
{
    (void)self;
    if (cursor.size == 2 && memcmp(cursor.data, "c1", 2) == 0) return DOVETAIL_OK;
    probe_fail(error, DOVETAIL_ERROR_GONE, "cursor_expired", "this cursor is of another version");
    return DOVETAIL_FAILED;
}

static dovetail_status begin(void* self, const dovetail_operation* operation,
                             dovetail_exchange* out, dovetail_error* error)
{
    const connector* mine = self;
    if (operation->collection.size) {
        probe_fail(error, DOVETAIL_ERROR_CONFIG, "unknown_collection", "only tasks are here");
        return DOVETAIL_FAILED;
    }
    exchange* made = calloc(1, sizeof *made);
    made->configuration = mine->configuration;
    out->struct_size = sizeof *out;
    out->self = made;
    out->resume = probe_mode(mine->configuration, "no_resume") ? NULL : resume;
    out->release = release_exchange;
    if (!out->resume) free(made);
    return DOVETAIL_OK;
}

static void destroy(void* self)
{
    connector* mine = self;
    free(mine->copy);
    free(mine);
}

static void say_hello(const dovetail_host* host)
{
    const dovetail_log* log = host->extension(host->self, probe_text(DOVETAIL_LOG_ID));
    if (!log) return;
    dovetail_field fields[2] = {0};
    fields[0].name = probe_text("host");
    fields[0].value.kind = DOVETAIL_TEXT;
    fields[0].value.text = host->name;
    fields[1].name = probe_text("answer");
    fields[1].value.kind = DOVETAIL_INT;
    fields[1].value.number = 42;
    log->write(log->self, DOVETAIL_LOG_INFO, probe_text("hello from the probe"), fields, 2);
}

static dovetail_status create(dovetail_text configuration, const dovetail_host* host,
                              dovetail_connector* out, dovetail_error* error)
{
    if (probe_mode(configuration, "refused")) {
        probe_fail(error, DOVETAIL_ERROR_CONFIG, "bad_mode", "/mode: this mode is refused");
        return DOVETAIL_FAILED;
    }
    out->struct_size = sizeof *out;
    if (probe_mode(configuration, "no_functions")) return DOVETAIL_OK;
    say_hello(host);
    connector* made = calloc(1, sizeof *made);
    made->copy = malloc(configuration.size);
    memcpy(made->copy, configuration.data, configuration.size);
    made->configuration.data = made->copy;
    made->configuration.size = configuration.size;
    out->self = made;
    out->abilities = abilities;
    out->accepts_cursor = accepts_cursor;
    out->begin = begin;
    out->destroy = destroy;
    return DOVETAIL_OK;
}

const dovetail_connector_factory probe_connector_factory = {sizeof(dovetail_connector_factory), 0,
                                                            create};
