/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connector in plain C, with the contract's headers and nothing else, for servers that keep a
 * list of todos and tell what changed in it, all in JSON:
 *
 *     GET    <path>?since=41&limit=200   what changed after version 41, oldest first:
 *                {"items": [{"id": "7", "version": 42, "changed_at": 1767225600,
 *                            "title": "Call Ada", "done": false},
 *                           {"id": "8", "version": 43, "changed_at": 1767225601, "deleted": true}],
 *                 "more": false}
 *     GET    <path>/<id>   one of them, as above, or 404
 *     PUT    <path>/<id>   {"title": "Call Ada", "done": false}: makes it. The id is chosen by us,
 *                          so that making it twice makes one
 *     PATCH  <path>/<id>   {"done": true}: changes what is named
 *     DELETE <path>/<id>
 *
 * The server raises its version with every change, so the highest one read is the cursor. PATCH and
 * DELETE honour If-Match: "<version>" with 412 if the todo has another one.
 *
 * The files: todos.c knows what a todo looks like, exchange.c asks and understands answers, and
 * this one is what the host sees first: the handshake, the factory, the connector.
 */
#include "exchange.h"
#include "json.h"

#include <dovetail/abi/entry.h>

#include <stdlib.h>
#include <string.h>

/* ── the connector ──────────────────────────────────────────────────────────────────────────────
 */

static void connector_abilities(void* self, dovetail_abilities* out)
{
    dovetail_abilities all;
    (void)self;
    memset(&all, 0, sizeof all);
    all.can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY | DOVETAIL_CAN_UPDATE_CONDITIONALLY |
              DOVETAIL_CAN_DELETE_CONDITIONALLY;
    all.max_write_batch = 1; /* raise it if your server takes several changes in one request */
    all.max_lookup_batch = 1;
    all.tombstone_horizon_ms =
        90ull * 24 * 60 * 60 * 1000; /* this server remembers deletes so long */
    all.revision_step_us = 1000000;
    /* The host may be older or newer than we are: no further than its struct reaches. */
    all.struct_size = out->struct_size < sizeof all ? out->struct_size : (uint32_t)sizeof all;
    memcpy(out, &all, all.struct_size);
}

static dovetail_status connector_accepts_cursor(void* self, dovetail_bytes cursor,
                                                dovetail_error* error)
{
    int64_t version = 0;
    (void)self;
    return read_cursor(cursor, &version) ? DOVETAIL_OK : unknown_cursor(error);
}

static dovetail_status connector_begin(void* self, const dovetail_operation* operation,
                                       dovetail_exchange* out, dovetail_error* error)
{
    return begin_exchange((const settings*)self, operation, out, error);
}

static void connector_destroy(void* self)
{
    free(self);
}

/* ── the factory and the entry ──────────────────────────────────────────────────────────────────
 */

/* {"path": "/todos", "page_size": 200}, as config.schema.json says. The path is among `texts`. What
 * is wrong with it, or null. */
static const char* read_configuration(dovetail_text configuration, char* texts, settings* into)
{
    static const char wrong_path[] = "/path: must be a text that begins with /";
    static const char wrong_size[] = "/page_size: must be a whole number from 1 to 1000";
    const dovetail_bytes bytes = {(const uint8_t*)configuration.data, configuration.size};
    json_reader in = json_read(bytes, texts);
    json_enter(&in, '{');
    while (json_more(&in, '}')) {
        const dovetail_text name = json_text(&in);
        json_colon(&in);
        if (json_is(name, "path")) {
            into->path = json_text(&in);
            if (in.is_bad) return wrong_path;
        } else if (json_is(name, "page_size")) {
            into->page_size = json_integer(&in);
            if (in.is_bad) return wrong_size;
        } else {
            json_skip(&in);
        }
    }
    if (!json_end(&in)) return ": must be one JSON object";
    if (into->path.size == 0 || into->path.data[0] != '/') return wrong_path;
    return into->page_size < 1 || into->page_size > 1000 ? wrong_size : NULL;
}

static dovetail_status create(dovetail_text configuration, const dovetail_host* host,
                              dovetail_connector* out, dovetail_error* error)
{
    (void)host; /* dovetail/abi/host.h says what it offers: a log */
    if (out->struct_size < sizeof *out) return no_room(error);
    settings* const made = calloc(1, sizeof *made + configuration.size + 1);
    if (made == NULL) return out_of_memory(error);
    made->page_size = 200;
    const char* const problem = read_configuration(configuration, (char*)(made + 1), made);
    if (problem != NULL) {
        free(made);
        /* A fault of the configuration begins with the JSON pointer to it. */
        return fail(error, DOVETAIL_ERROR_CONFIG, "invalid_configuration", problem);
    }
    out->struct_size = sizeof *out;
    out->self = made;
    out->abilities = connector_abilities;
    out->accepts_cursor = connector_accepts_cursor;
    out->begin = connector_begin;
    out->destroy = connector_destroy;
    return DOVETAIL_OK;
}

static const dovetail_connector_factory factory = {sizeof factory, 0, create};

static const void* extension(dovetail_text id)
{
    return json_is(id, DOVETAIL_CONNECTOR_ID) ? &factory : NULL;
}

dovetail_status dovetail_plugin_entry(dovetail_negotiation* negotiation, dovetail_plugin* out,
                                      dovetail_error* error)
{
    const dovetail_text id = {DOVETAIL_PLUGIN_ID, sizeof DOVETAIL_PLUGIN_ID - 1};
    const dovetail_text version = {DOVETAIL_PLUGIN_VERSION, sizeof DOVETAIL_PLUGIN_VERSION - 1};
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
