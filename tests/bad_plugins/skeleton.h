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

#include <dovetail/abi/cursor.h>
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
#ifndef EARLIER_CURSOR /* of an earlier version, which is converted */
#define EARLIER_CURSOR "c0"
#endif
#ifndef CONVERTED_CURSOR
#define CONVERTED_CURSOR OWN_CURSOR
#endif
#ifndef CONVERSION_CLASS
#define CONVERSION_CLASS DOVETAIL_ERROR_GONE
#endif
#ifndef CONVERTER_VERSION
#define CONVERTER_VERSION 1
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

/* After the macros and helpers that they use. */
#include "skeleton_connector.h"
#include "skeleton_mapper.h"

/* ── the handshake ───────────────────────────────────────────────────────────────────────────────
 */

static const dovetail_connector_factory connector_factory = {sizeof(dovetail_connector_factory), 0,
                                                             create_connector};
static const dovetail_mapper_factory mapper_factory = {sizeof(dovetail_mapper_factory), 0,
                                                       create_mapper};

static const dovetail_cursor_converter cursor_converter = {sizeof(dovetail_cursor_converter),
                                                           CONVERTER_VERSION, convert_cursor};

static const void* extension(dovetail_text id)
{
    if (SAME_ID(id, DOVETAIL_CURSOR_ID)) return &cursor_converter;
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
