/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange.h"

#include "todos.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything the host is shown belongs to the exchange, and stays where it is until the next call.
 * Texts of the operation are gone when begin returns, so they are copied behind this struct. */
typedef struct exchange
{
    const settings* with;
    uint32_t kind;
    uint32_t action;
    int more;      /* FETCH: another page is to be asked for */
    int64_t since; /* FETCH: the version so far */
    filter wanted;
    dovetail_text key;      /* of the todo that is written or looked up */
    dovetail_text revision; /* quoted; empty: whichever it has */
    dovetail_text body;
    char* target;
    uint64_t target_room;
    char cursor[NUMBER_SIZE];
    char code[NUMBER_SIZE];
    char message[64];
    char* server_text;
    dovetail_header headers[2];
    dovetail_request request;
    dovetail_batch batch;
    dovetail_outcomes outcomes;
    dovetail_error error;
} exchange;

/* ── errors ─────────────────────────────────────────────────────────────────────────────────────
 */

static dovetail_text text_of(const char* terminated)
{
    const dovetail_text out = {terminated, strlen(terminated)};
    return out;
}

dovetail_status fail(dovetail_error* error, uint32_t error_class, const char* code,
                     const char* message)
{
    if (error->struct_size < sizeof *error) return DOVETAIL_FAILED; /* no further than it reaches */
    error->error_class = error_class;
    error->code = text_of(code);
    error->message = text_of(message);
    error->release = NULL; /* constants of this library */
    return DOVETAIL_FAILED;
}

dovetail_status unknown_cursor(dovetail_error* error)
{
    return fail(error, DOVETAIL_ERROR_GONE, "unknown_cursor",
                "this cursor is not one of this connector's: start anew");
}

dovetail_status out_of_memory(dovetail_error* error)
{
    return fail(error, DOVETAIL_ERROR_RETRYABLE, "out_of_memory", "there is no memory left");
}

dovetail_status no_room(dovetail_error* error)
{
    return fail(error, DOVETAIL_ERROR_BUG, "no_room", "the struct to be filled is too small");
}

/* What the host does about a status that is no success. */
static uint32_t class_of(uint32_t status)
{
    switch (status) {
    case 401:
    case 403:
        return DOVETAIL_ERROR_AUTH; /* somebody must connect again, or grant a permission */
    case 404:
    case 410:
        return DOVETAIL_ERROR_GONE;
    case 409:
    case 412:
        return DOVETAIL_ERROR_CONFLICT; /* the host reads it again, and decides again */
    case 408:
        return DOVETAIL_ERROR_RETRYABLE;
    case 429:
        return DOVETAIL_ERROR_THROTTLED; /* the whole connection slows down */
    default:
        /* What is the server's fault may pass; what is ours will not, so a person must look. */
        return status >= 500 ? DOVETAIL_ERROR_RETRYABLE : DOVETAIL_ERROR_REJECTED;
    }
}

static int succeeded(const dovetail_event* event)
{
    return event->kind == DOVETAIL_EVENT_RESPONSE && event->status / 100 == 2;
}

/* Says in self->error what an answer that is no success means. */
static void understand(exchange* self, const dovetail_event* event)
{
    self->error.struct_size = sizeof self->error;
    if (event->kind != DOVETAIL_EVENT_RESPONSE) {
        fail(&self->error, DOVETAIL_ERROR_RETRYABLE, "transport",
             "no answer from the list's server");
        return;
    }
    snprintf(self->code, sizeof self->code, "http_%" PRIu32, event->status);
    snprintf(self->message, sizeof self->message, "the list's server answered %" PRIu32,
             event->status);
    fail(&self->error, class_of(event->status), self->code, self->message);
    /* The body goes with the call; what the server said goes along for those who look closely. */
    free(self->server_text);
    self->server_text = event->body.size == 0 ? NULL : malloc(event->body.size);
    if (self->server_text == NULL) return;
    memcpy(self->server_text, event->body.data, event->body.size);
    self->error.server_text.data = self->server_text;
    self->error.server_text.size = event->body.size;
}

static void fail_step(exchange* self, dovetail_step* step)
{
    step->kind = DOVETAIL_STEP_FAILED;
    step->error = &self->error;
}

/* An answer that is none. It may be one that broke off, so the host tries again. */
static void fail_malformed(exchange* self, const char* problem, dovetail_step* step)
{
    self->error.struct_size = sizeof self->error;
    fail(&self->error, DOVETAIL_ERROR_RETRYABLE, "malformed_answer", problem);
    fail_step(self, step);
}

/* ── asking ─────────────────────────────────────────────────────────────────────────────────────
 */

static int is_one(const exchange* self)
{
    return self->kind == DOVETAIL_OP_WRITE || self->kind == DOVETAIL_OP_LOOKUP;
}

/* Percent-encodes all but the unreserved characters of RFC 3986; what follows it. */
static char* put_escaped(char* to, dovetail_text text)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~";
    for (uint64_t i = 0; i < text.size; ++i) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (memchr(plain, byte, sizeof plain - 1) != NULL) {
            *to++ = (char)byte;
        } else {
            *to++ = '%';
            *to++ = digits[byte >> 4];
            *to++ = digits[byte & 15];
        }
    }
    return to;
}

static void write_target(exchange* self)
{
    const dovetail_text path = self->with->path;
    memcpy(self->target, path.data, path.size);
    char* const end = self->target + path.size;
    if (is_one(self)) {
        *end = '/';
        *put_escaped(end + 1, self->key) = '\0';
        return;
    }
    const int64_t limit = self->kind == DOVETAIL_OP_CHECK ? 1 : self->with->page_size;
    snprintf(end, self->target_room - path.size, "?since=%" PRId64 "&limit=%" PRId64, self->since,
             limit);
}

static const char* method_of(const exchange* self)
{
    if (self->kind != DOVETAIL_OP_WRITE) return "GET";
    if (self->action == DOVETAIL_CREATE) return "PUT";
    return self->action == DOVETAIL_UPDATE ? "PATCH" : "DELETE";
}

static void add_header(exchange* self, const char* name, dovetail_text value)
{
    dovetail_header* const to = &self->headers[self->request.header_count++];
    to->name = text_of(name);
    to->value = value;
}

static void ask(exchange* self, dovetail_step* step)
{
    dovetail_request* const request = &self->request;
    write_target(self);
    memset(request, 0, sizeof *request);
    request->struct_size = sizeof *request;
    request->method = text_of(method_of(self));
    request->target = text_of(self->target);
    request->headers = self->headers;
    if (self->body.size != 0) {
        request->body.data = (const uint8_t*)self->body.data;
        request->body.size = self->body.size;
        add_header(self, "content-type", text_of("application/json"));
    }
    if (self->revision.size != 0) add_header(self, "if-match", self->revision);
    /* Sent twice, each of them has the effect of once; but a condition that held the first time
     * fails the second, and that would look like somebody else's change. */
    request->repeat = self->revision.size == 0 ? DOVETAIL_SEND_AGAIN : DOVETAIL_SEND_ONCE;
    step->kind = DOVETAIL_STEP_REQUEST;
    step->request = request;
}

/* ── understanding answers ──────────────────────────────────────────────────────────────────────
 */

static void deliver(exchange* self, todos* found, dovetail_step* step)
{
    memset(&self->batch, 0, sizeof self->batch);
    self->batch.struct_size = sizeof self->batch;
    self->batch.records = found->records;
    self->batch.record_count = found->count;
    self->batch.owner = found;
    self->batch.release = release_todos;
    step->kind = DOVETAIL_STEP_DELIVER;
    step->batch = &self->batch;
    if (self->kind != DOVETAIL_OP_FETCH) return;
    /* The cursor that is right once this page is stored: a fetch that is cut off goes on there. */
    self->since = found->version;
    self->more = found->more;
    const int size = snprintf(self->cursor, sizeof self->cursor, "%" PRId64, self->since);
    step->cursor.data = (const uint8_t*)self->cursor;
    step->cursor.size = (uint64_t)size;
}

static void take_records(exchange* self, const dovetail_event* event, dovetail_step* step)
{
    const char* problem = "there is no memory left";
    todos* found = NULL;
    if (self->kind == DOVETAIL_OP_LOOKUP && event->kind == DOVETAIL_EVENT_RESPONSE &&
        event->status == 404) {
        found = no_todos(); /* what the server does not know is not delivered */
    } else if (!succeeded(event)) {
        understand(self, event);
        fail_step(self, step);
        return;
    } else if (self->kind == DOVETAIL_OP_LOOKUP) {
        found = read_one(event->body, &problem);
    } else {
        found = read_page(event->body, self->since, self->wanted, &problem);
    }
    if (found == NULL) {
        fail_malformed(self, problem, step);
    } else if (self->kind == DOVETAIL_OP_CHECK) {
        release_todos(found); /* we can talk to it: DONE */
    } else {
        deliver(self, found, step);
    }
}

/* An outcome and the texts it points to, in one block. */
static dovetail_outcome* make_outcome(const exchange* self)
{
    const dovetail_error* const why = &self->error;
    const dovetail_text from[] = {self->key, why->code, why->message, why->server_text};
    const size_t texts = (size_t)(from[0].size + from[1].size + from[2].size + from[3].size);
    dovetail_outcome* const out = calloc(1, sizeof *out + texts + 1);
    if (out == NULL) return NULL;
    dovetail_text* const to[] = {&out->key, &out->code, &out->message, &out->server_text};
    char* at = (char*)(out + 1);
    for (size_t i = 0; i < sizeof to / sizeof *to; ++i) {
        if (from[i].size != 0) memcpy(at, from[i].data, from[i].size);
        to[i]->data = at;
        to[i]->size = from[i].size;
        at += from[i].size;
    }
    out->struct_size = sizeof *out;
    out->error_class = why->error_class;
    return out;
}

/* APPLIED only when the server said so; UNKNOWN makes the host look the todo up. */
static void take_outcome(exchange* self, const dovetail_event* event, dovetail_step* step)
{
    const int is_gone =
        event->kind == DOVETAIL_EVENT_RESPONSE && (event->status == 404 || event->status == 410);
    const int is_applied = succeeded(event) || (is_gone && self->action == DOVETAIL_DELETE);
    if (!is_applied) understand(self, event);
    dovetail_outcome* const outcome = make_outcome(self);
    if (outcome == NULL) {
        fail_malformed(self, "there is no memory left", step);
        return;
    }
    if (is_applied)
        outcome->result = DOVETAIL_APPLIED;
    else if (event->kind != DOVETAIL_EVENT_RESPONSE && event->sent != DOVETAIL_SENT_NO)
        outcome->result = DOVETAIL_UNKNOWN;
    else
        outcome->result = DOVETAIL_NOT_APPLIED;
    memset(&self->outcomes, 0, sizeof self->outcomes);
    self->outcomes.struct_size = sizeof self->outcomes;
    self->outcomes.outcomes = outcome;
    self->outcomes.outcome_count = 1;
    self->outcomes.owner = outcome;
    self->outcomes.release = free;
    step->kind = DOVETAIL_STEP_DELIVER;
    step->outcomes = &self->outcomes;
}

/* ── the exchange ───────────────────────────────────────────────────────────────────────────────
 */

static void resume(void* self_, const dovetail_event* event, dovetail_step* out)
{
    exchange* const self = (exchange*)self_;
    dovetail_step step;
    memset(&step, 0, sizeof step);
    step.kind = DOVETAIL_STEP_DONE;
    switch (event->kind) {
    case DOVETAIL_EVENT_START:
        ask(self, &step);
        break;
    case DOVETAIL_EVENT_RESPONSE:
    case DOVETAIL_EVENT_TRANSPORT_FAILED:
        if (self->kind == DOVETAIL_OP_WRITE)
            take_outcome(self, event, &step);
        else
            take_records(self, event, &step);
        break;
    case DOVETAIL_EVENT_RESUMED:
        if (self->more) ask(self, &step);
        break;
    default: /* CANCELLED, and what a newer host may add */
        self->error.struct_size = sizeof self->error;
        fail(&self->error, DOVETAIL_ERROR_RETRYABLE, "cancelled", "the exchange was cancelled");
        fail_step(self, &step);
        break;
    }
    step.struct_size = out->struct_size < sizeof step ? out->struct_size : (uint32_t)sizeof step;
    memcpy(out, &step, step.struct_size);
}

static void release_exchange(void* self_)
{
    exchange* const self = (exchange*)self_;
    free(self->server_text);
    free(self);
}

int read_cursor(dovetail_bytes cursor, int64_t* version)
{
    *version = 0;
    for (uint64_t i = 0; i < cursor.size; ++i) {
        const int digit = cursor.data[i] - '0';
        if (digit < 0 || digit > 9 || *version > (INT64_MAX - digit) / 10) return 0;
        *version = *version * 10 + digit;
    }
    return cursor.size != 0;
}

static dovetail_text copy(char** to, dovetail_text text)
{
    const dovetail_text out = {*to, text.size};
    if (text.size != 0) memcpy(*to, text.data, text.size);
    *to += text.size;
    return out;
}

/* The one change of a write, or what a lookup would have made; null for other operations. */
static const dovetail_change* change_of(const dovetail_operation* operation)
{
    if (operation->kind == DOVETAIL_OP_WRITE) return operation->changes;
    return operation->kind == DOVETAIL_OP_LOOKUP ? &operation->lookups->create : NULL;
}

static dovetail_text key_of(const dovetail_operation* operation)
{
    const dovetail_text nothing = {NULL, 0};
    const dovetail_change* const change = change_of(operation);
    if (change == NULL) return nothing;
    if (operation->kind == DOVETAIL_OP_WRITE)
        return change->action == DOVETAIL_CREATE ? change->idempotency_key : change->key;
    const dovetail_text key = operation->lookups->key;
    return key.size != 0 ? key : change->idempotency_key;
}

/* Copies what the change says; `texts` has room for all of it. */
static void prepare(exchange* self, const dovetail_operation* operation, char* texts)
{
    self->target = texts;
    texts += self->target_room;
    self->key = copy(&texts, key_of(operation));
    if (operation->kind != DOVETAIL_OP_WRITE) return;
    const dovetail_change* const change = operation->changes;
    const dovetail_text quote = {"\"", 1};
    self->action = change->action;
    if (change->revision.size != 0) {
        self->revision = copy(&texts, quote);
        copy(&texts, change->revision);
        copy(&texts, quote);
        self->revision.size = change->revision.size + 2;
    }
    if (change->action == DOVETAIL_DELETE) return;
    self->body.data = texts;
    self->body.size = (uint64_t)(body_of(change, texts) - texts);
}

static dovetail_status check_operation(const dovetail_operation* operation, dovetail_error* error)
{
    const int is_write = operation->kind == DOVETAIL_OP_WRITE;
    const int is_lookup = operation->kind == DOVETAIL_OP_LOOKUP;
    /* A server with users has a collection "users" too: dovetail/abi/exchange.h says which. */
    if (operation->collection.size != 0)
        return fail(error, DOVETAIL_ERROR_CONFIG, "unknown_collection",
                    "this connector has todos and no other collection");
    if (operation->kind < DOVETAIL_OP_CHECK || operation->kind > DOVETAIL_OP_LOOKUP)
        return fail(error, DOVETAIL_ERROR_CONFIG, "unknown_operation",
                    "this connector does not know this operation");
    if ((is_write && operation->change_count != 1) || (is_lookup && operation->lookup_count != 1))
        return fail(error, DOVETAIL_ERROR_BUG, "batch_size",
                    "this connector writes and looks up one todo at a time");
    return DOVETAIL_OK;
}

dovetail_status begin_exchange(const settings* with, const dovetail_operation* operation,
                               dovetail_exchange* out, dovetail_error* error)
{
    int64_t since = 0;
    if (out->struct_size < sizeof *out) return no_room(error);
    if (check_operation(operation, error) != DOVETAIL_OK) return DOVETAIL_FAILED;
    if (operation->cursor.size != 0 && !read_cursor(operation->cursor, &since))
        return unknown_cursor(error);
    const uint64_t key_size = key_of(operation).size;
    const uint64_t target_room =
        with->path.size + 3 * key_size + sizeof "?since=&limit=" + 2 * NUMBER_SIZE;
    uint64_t room = target_room + key_size;
    if (operation->kind == DOVETAIL_OP_WRITE)
        room += operation->changes->revision.size + 2 + body_room(operation->changes);
    exchange* const made = calloc(1, sizeof *made + room);
    if (made == NULL) return out_of_memory(error);
    made->with = with;
    made->kind = operation->kind;
    made->since = since;
    made->target_room = target_room;
    if (operation->scope != NULL && operation->kind == DOVETAIL_OP_FETCH) {
        made->wanted.tombstones_only = operation->scope->want == DOVETAIL_WANT_TOMBSTONES;
        if (since == 0) made->wanted.modified_since_us = operation->scope->modified_since_us;
    }
    prepare(made, operation, (char*)(made + 1));
    out->struct_size = sizeof *out;
    out->self = made;
    out->resume = resume;
    out->release = release_exchange;
    return DOVETAIL_OK;
}
