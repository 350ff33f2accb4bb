/* SPDX-License-Identifier: Apache-2.0 */
/* A connector: how to talk to one kind of server. Extension id "dovetail.connector/1". */
#ifndef DOVETAIL_ABI_CONNECTOR_H
#define DOVETAIL_ABI_CONNECTOR_H

#include "exchange.h"
#include "host.h"

#define DOVETAIL_CONNECTOR_ID "dovetail.connector/1"

/* What a connector with its configuration can do. Constant once it is created. */
enum
{
    DOVETAIL_CAN_CREATE_IDEMPOTENTLY = 1u << 0,  /* the server itself refuses a second create */
    DOVETAIL_CAN_UPDATE_CONDITIONALLY = 1u << 1, /* change.revision is honoured by the server */
    DOVETAIL_CAN_DELETE_CONDITIONALLY = 1u << 2,
    DOVETAIL_CAN_LISTEN = 1u << 3,
    DOVETAIL_WRITES_ATOMICALLY = 1u << 4,      /* a batch is applied whole or not at all */
    DOVETAIL_CONDITION_COSTS_REQUEST = 1u << 5 /* conditional: one record a request */
};
typedef struct dovetail_abilities
{
    uint32_t struct_size;
    uint32_t can;                  /* DOVETAIL_CAN_* or'ed */
    uint64_t max_write_batch;      /* at least 1 */
    uint64_t max_lookup_batch;     /* at least 1 */
    uint64_t tombstone_horizon_ms; /* how far back tombstones reach; 0: no tombstones */
    uint64_t revision_step_us;     /* two changes closer than this may share a stamp */
    uint64_t
        overlap_ms; /* how late a row may become visible after its stamp: fetch reads it again */
} dovetail_abilities;

/* One configured connector. Exchanges may run concurrently, each on its own strand. */
typedef struct dovetail_connector
{
    uint32_t struct_size;
    uint32_t reserved;
    void* self;
    /* `out` is filled; its lifetime is the connector's. [any] */
    void (*abilities)(void* self, dovetail_abilities* out);
    /* Whether a stored cursor can be gone on from, e.g. one that an older version of this plugin
     * delivered. OK, or FAILED with class gone (start anew) or config. [any] */
    dovetail_status (*accepts_cursor)(void* self, dovetail_bytes cursor, dovetail_error* error);
    /* `operation` is copied as far as needed. On OK `out` holds a new exchange. [any] */
    dovetail_status (*begin)(void* self, const dovetail_operation* operation,
                             dovetail_exchange* out, dovetail_error* error);
    /* No exchange is open any more. Batches, outcomes and errors may outlive it. [control] */
    void (*destroy)(void* self);
} dovetail_connector;

/* What a plugin returns for DOVETAIL_CONNECTOR_ID: how to make connectors. Static. */
typedef struct dovetail_connector_factory
{
    uint32_t struct_size;
    uint32_t reserved;
    /* `configuration` is one JSON object that matched the schema of the plugin's manifest. `host`
     * outlives the connector. A fault in the configuration: class config, its message begins with
     * the JSON pointer into it. [control] */
    dovetail_status (*create)(dovetail_text configuration, const dovetail_host* host,
                              dovetail_connector* out, dovetail_error* error);
} dovetail_connector_factory;

#endif
