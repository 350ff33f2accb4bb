/* SPDX-License-Identifier: Apache-2.0 */
#include "todos.h"

#include "json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The end of the year 9999, in seconds since 1970. */
#define LATEST_S INT64_C(253402300799)

/* No todo is shorter, so a body holds no more of them than this says. */
#define SHORTEST_TODO "{\"id\":\"1\",\"version\":1,\"changed_at\":0}"

enum
{
    FIELDS_EACH = 2
};

static const dovetail_text title_name = {"title", 5};
static const dovetail_text done_name = {"done", 4};

typedef struct todo
{
    dovetail_text id;
    dovetail_text title;
    int64_t version;
    int64_t changed_at_s;
    int done;
    int deleted;
    int has_title;
    int has_done;
} todo;

/* ── memory ─────────────────────────────────────────────────────────────────────────────────────
 */

/* Room for all todos that a body of this size may have, and their texts. */
static todos* allocate(uint64_t body_size)
{
    const uint64_t capacity = body_size / (sizeof SHORTEST_TODO - 1) + 1;
    const uint64_t each =
        sizeof(dovetail_record) + FIELDS_EACH * sizeof(dovetail_field) + NUMBER_SIZE;
    todos* const out = calloc(1, sizeof *out + capacity * each + body_size + 1);
    if (out == NULL) return NULL;
    out->capacity = capacity;
    out->records = (dovetail_record*)(out + 1);
    out->fields = (dovetail_field*)(out->records + capacity);
    out->revisions = (char(*)[NUMBER_SIZE])(out->fields + FIELDS_EACH * capacity);
    out->texts = (char*)(out->revisions + capacity);
    return out;
}

todos* no_todos(void)
{
    return allocate(0);
}

void release_todos(void* block)
{
    free(block);
}

/* ── reading ────────────────────────────────────────────────────────────────────────────────────
 */

/* What is wrong with it, or null. */
static const char* check(const todo* of)
{
    if (of->id.size == 0) return "the server sent a todo without an id";
    if (of->version <= 0) return "the server sent a todo without a version";
    if (of->changed_at_s < 0 || of->changed_at_s > LATEST_S)
        return "the server sent a time no calendar has";
    if (!of->deleted && !(of->has_title && of->has_done))
        return "the server sent a todo without title or done";
    return NULL;
}

static const char* read_todo(json_reader* in, todo* out)
{
    memset(out, 0, sizeof *out);
    out->changed_at_s = -1;
    json_enter(in, '{');
    while (json_more(in, '}')) {
        const dovetail_text name = json_text(in);
        json_colon(in);
        if (json_is(name, "id")) {
            out->id = json_text(in);
        } else if (json_is(name, "version")) {
            out->version = json_integer(in);
        } else if (json_is(name, "changed_at")) {
            out->changed_at_s = json_integer(in);
        } else if (json_is(name, "title")) {
            out->title = json_text(in);
            out->has_title = 1;
        } else if (json_is(name, "done")) {
            out->done = json_boolean(in);
            out->has_done = 1;
        } else if (json_is(name, "deleted")) {
            out->deleted = json_boolean(in);
        } else {
            json_skip(in); /* what a newer server adds */
        }
    }
    return in->is_bad ? "the server sent something that is no list of todos" : check(out);
}

static dovetail_value bool_value(int value)
{
    dovetail_value out;
    memset(&out, 0, sizeof out);
    out.kind = DOVETAIL_BOOL;
    out.number = value != 0;
    return out;
}

static dovetail_value text_value(dovetail_text text)
{
    dovetail_value out;
    memset(&out, 0, sizeof out);
    out.kind = DOVETAIL_TEXT;
    out.text = text;
    return out;
}

/* A field that is absent is unknown to the host, one that is null is empty. Only a tombstone ever
 * deletes anything on the other side; absence never does. */
static void add(todos* to, const todo* of)
{
    dovetail_record* const record = &to->records[to->count];
    dovetail_field* const fields = &to->fields[to->count * FIELDS_EACH];
    char* const revision = to->revisions[to->count];
    const int size = snprintf(revision, NUMBER_SIZE, "%" PRId64, of->version);
    record->struct_size = sizeof *record;
    record->kind = of->deleted ? DOVETAIL_TOMBSTONE : DOVETAIL_PRESENT;
    record->key = of->id;
    record->revision.data = revision; /* what a change is conditional on */
    record->revision.size = (uint64_t)size;
    record->modified_at_us = of->changed_at_s * 1000000;
    if (!of->deleted) {
        fields[0].name = title_name;
        fields[0].value = text_value(of->title);
        fields[1].name = done_name;
        fields[1].value = bool_value(of->done);
        record->fields = fields;
        record->field_count = FIELDS_EACH;
    }
    ++to->count;
}

static int is_wanted(const todo* of, filter wanted)
{
    if (wanted.tombstones_only && !of->deleted) return 0;
    return of->changed_at_s * 1000000 >= wanted.modified_since_us;
}

static const char* read_items(json_reader* in, filter wanted, todos* into)
{
    json_enter(in, '[');
    while (json_more(in, ']')) {
        todo one;
        const char* const problem = read_todo(in, &one);
        if (problem != NULL) return problem;
        if (one.version <= into->version) return "the server sent versions that do not grow";
        into->version = one.version;
        if (!is_wanted(&one, wanted)) continue;
        if (into->count == into->capacity) return "the server sent more todos than fit";
        add(into, &one);
    }
    return NULL;
}

/* The rest of the page; what is wrong with it, or null. */
static const char* read_members(json_reader* in, filter wanted, todos* into)
{
    const int64_t since = into->version;
    int has_items = 0;
    int has_more = 0;
    json_enter(in, '{');
    while (json_more(in, '}')) {
        const dovetail_text name = json_text(in);
        json_colon(in);
        if (json_is(name, "items") && !has_items) {
            const char* const problem = read_items(in, wanted, into);
            if (problem != NULL) return problem;
            has_items = 1;
        } else if (json_is(name, "more")) {
            into->more = json_boolean(in);
            has_more = 1;
        } else {
            json_skip(in);
        }
    }
    if (!json_end(in) || !has_items || !has_more) return "the server sent no page of todos";
    if (into->more && into->version == since)
        return "the server sent an empty page that is not the last";
    return NULL;
}

todos* read_page(dovetail_bytes body, int64_t since, filter wanted, const char** problem)
{
    todos* const out = allocate(body.size);
    *problem = "there is no memory left";
    if (out == NULL) return NULL;
    json_reader in = json_read(body, out->texts);
    out->version = since;
    *problem = read_members(&in, wanted, out);
    if (*problem == NULL) return out;
    release_todos(out);
    return NULL;
}

todos* read_one(dovetail_bytes body, const char** problem)
{
    todos* const out = allocate(body.size);
    *problem = "there is no memory left";
    if (out == NULL) return NULL;
    json_reader in = json_read(body, out->texts);
    todo one;
    *problem = read_todo(&in, &one);
    if (*problem == NULL && !json_end(&in)) *problem = "the server sent more than a todo";
    if (*problem == NULL) {
        add(out, &one);
        return out;
    }
    release_todos(out);
    return NULL;
}

/* ── writing ────────────────────────────────────────────────────────────────────────────────────
 */

static const dovetail_value* find(const dovetail_change* change, dovetail_text name)
{
    for (uint64_t i = 0; i < change->field_count; ++i) {
        const dovetail_text has = change->fields[i].name;
        if (has.size == name.size && memcmp(has.data, name.data, name.size) == 0)
            return &change->fields[i].value;
    }
    return NULL;
}

uint64_t body_room(const dovetail_change* change)
{
    const dovetail_value* const title = find(change, title_name);
    const uint64_t longest_escape = 6;
    return sizeof "{\"title\":\"\",\"done\":false}" +
           (title == NULL ? 0 : longest_escape * title->text.size);
}

static char* put(char* to, const char* literal)
{
    const size_t size = strlen(literal);
    memcpy(to, literal, size);
    return to + size;
}

char* body_of(const dovetail_change* change, char* to)
{
    const dovetail_value* const title = find(change, title_name);
    const dovetail_value* const done = find(change, done_name);
    to = put(to, "{");
    if (title != NULL) {
        to = put(to, "\"title\":");
        to = json_write_text(to, title->text);
    }
    if (done != NULL) {
        if (title != NULL) to = put(to, ",");
        to = put(to, done->number != 0 ? "\"done\":true" : "\"done\":false");
    }
    return put(to, "}");
}
