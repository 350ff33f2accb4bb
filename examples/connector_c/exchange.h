/* SPDX-License-Identifier: Apache-2.0 */
/* One operation of the connector: requests out, answers in. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <dovetail/abi/connector.h>

/* What config.schema.json describes. */
typedef struct settings
{
    dovetail_text path; /* below the connection's base URL */
    int64_t page_size;  /* todos that are asked for at once */
} settings;

/* As dovetail_connector.begin. `with` outlives the exchange. */
dovetail_status begin_exchange(const settings* with, const dovetail_operation* operation,
                               dovetail_exchange* out, dovetail_error* error);

/* A cursor is the text of a version; whether this is one. */
int read_cursor(dovetail_bytes cursor, int64_t* version);

/* ── errors; each returns DOVETAIL_FAILED. Texts are literals. ──────────────────────────────────
 */
dovetail_status fail(dovetail_error* error, uint32_t error_class, const char* code,
                     const char* message);
dovetail_status unknown_cursor(dovetail_error* error);
dovetail_status out_of_memory(dovetail_error* error);
/* What the host wants filled may be smaller than what we were compiled with: then we refuse. */
dovetail_status no_room(dovetail_error* error);

#endif
