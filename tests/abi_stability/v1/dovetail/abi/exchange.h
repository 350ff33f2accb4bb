/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One operation of a connector as a conversation without I/O. The host begins an exchange, resumes
 * it with an event, does what the returned step asks for, resumes it with what came of it, and so
 * on until the step is DONE or FAILED:
 *
 *     begin ─► resume(START) ─► REQUEST ─► resume(RESPONSE) ─► DELIVER ─► resume(RESUMED) ─► DONE
 *
 * The host adds base URL, authorisation, TLS, keep-alive, gzip, time limits and the one replay
 * after a 401; the exchange does paging, batching, idempotency keys and the reading of answers.
 */
#ifndef DOVETAIL_ABI_EXCHANGE_H
#define DOVETAIL_ABI_EXCHANGE_H

#include "record.h"
#include "status.h"

/* ── operations ─────────────────────────────────────────────────────────────────────────────────
 */

enum
{
    DOVETAIL_OP_CHECK = 1,  /* can we talk to it? delivers facts (see below), then DONE */
    DOVETAIL_OP_FETCH = 2,  /* delivers pages of records changed since the cursor, then DONE */
    DOVETAIL_OP_WRITE = 3,  /* writes at most max_write_batch changes, delivers their outcomes */
    DOVETAIL_OP_LOOKUP = 4, /* delivers the present state of named records */
    DOVETAIL_OP_LISTEN = 5  /* waits for a push hint: DONE means "fetch now" */
};

/* Which records a fetch wants. Zero and empty mean: no restriction. */
enum
{
    DOVETAIL_WANT_CHANGES = 0,   /* records that changed, and tombstones */
    DOVETAIL_WANT_TOMBSTONES = 1 /* tombstones alone */
};
typedef struct dovetail_scope
{
    uint32_t struct_size;
    uint32_t want;               /* DOVETAIL_WANT_* */
    int64_t modified_since_us;   /* where to begin when there is no cursor */
    const dovetail_text* owners; /* keys of users: only records that are theirs */
    uint64_t owner_count;
    uint64_t page_size; /* records a page, a wish; 0: the connector's own */
} dovetail_scope;

/* What a change does. */
enum
{
    DOVETAIL_CREATE = 1,
    DOVETAIL_UPDATE = 2,
    DOVETAIL_DELETE = 3
};
typedef struct dovetail_change
{
    uint32_t struct_size;
    uint32_t action;               /* DOVETAIL_CREATE … */
    dovetail_text key;             /* update, delete: the record's key */
    dovetail_text idempotency_key; /* create: the same text for the same intent, for ever */
    dovetail_text revision; /* update, delete: only if the record still has it; empty: always */
    const dovetail_field* fields; /* native names; create: all there is, update: what changed */
    uint64_t field_count;
    int64_t intended_at_us; /* when the intent was stored: a fallback search starts there */
} dovetail_change;

/* A record to look up: by key, or, with an empty key, the record that `create` would have made. */
typedef struct dovetail_lookup
{
    uint32_t struct_size;
    uint32_t reserved;
    dovetail_text key;
    dovetail_change create; /* used when key is empty: idempotency_key, fields, intended_at_us */
} dovetail_lookup;

/*
 * What an exchange is to do. `collection` names what the records are: empty for the tasks
 * themselves, "users" for the people of the org (key; fields email, name, time_zone, active). A
 * connector that does not know a collection fails with the class `config` and the code
 * "unknown_collection". FETCH  uses cursor and scope. LOOKUP uses lookups: each is answered by at
 * most one record; a record that was deleted is a tombstone, and one that the server does not know
 * is not delivered at all. WRITE  uses changes.
 */
typedef struct dovetail_operation
{
    uint32_t struct_size;
    uint32_t kind; /* DOVETAIL_OP_* */
    dovetail_text collection;
    dovetail_bytes cursor;       /* opaque, as delivered; empty: from the scope's beginning */
    const dovetail_scope* scope; /* null: no restriction */
    const dovetail_change* changes;
    uint64_t change_count;
    const dovetail_lookup* lookups;
    uint64_t lookup_count;
    int64_t now_us; /* the host's clock when the exchange began: a plugin has none of its own */
} dovetail_operation;

/* ── events ─────────────────────────────────────────────────────────────────────────────────────
 */

enum
{
    DOVETAIL_EVENT_START = 1,
    DOVETAIL_EVENT_RESPONSE = 2,         /* answer to REQUEST */
    DOVETAIL_EVENT_TRANSPORT_FAILED = 3, /* answer to REQUEST: no response came */
    DOVETAIL_EVENT_RESUMED = 4,          /* answer to DELIVER and WAIT: go on */
    DOVETAIL_EVENT_CANCELLED = 5         /* at any time: answer with FAILED or DONE at once */
};

/* Whether the server may have acted on a request that failed in transport. */
enum
{
    DOVETAIL_SENT_NO = 0,
    DOVETAIL_SENT_MAYBE = 1
};

typedef struct dovetail_header
{
    dovetail_text name; /* in an event: lower case */
    dovetail_text value;
} dovetail_header;

/* Lives until resume returns. `body` is decompressed and complete. */
typedef struct dovetail_event
{
    uint32_t struct_size;
    uint32_t kind;   /* DOVETAIL_EVENT_*; an unknown one is treated as CANCELLED */
    uint32_t status; /* RESPONSE: the HTTP status; never a 3xx redirect that was followed */
    uint32_t sent;   /* TRANSPORT_FAILED: DOVETAIL_SENT_* */
    const dovetail_header* headers;
    uint64_t header_count;
    dovetail_bytes body;
    dovetail_text reason; /* TRANSPORT_FAILED: for people */
    int64_t now_us;       /* the host's clock */
} dovetail_event;

/* ── steps ──────────────────────────────────────────────────────────────────────────────────────
 */

enum
{
    DOVETAIL_STEP_REQUEST = 1,
    DOVETAIL_STEP_DELIVER = 2,
    DOVETAIL_STEP_WAIT = 3,
    DOVETAIL_STEP_DONE = 4,
    DOVETAIL_STEP_FAILED = 5
};

/* Whether the host may send a request again by itself when it does not know what became of it. */
enum
{
    DOVETAIL_SEND_ONCE = 0, /* never again once it may have been sent */
    DOVETAIL_SEND_AGAIN = 1 /* repeating has no further effect */
};

/* `target` is a path with query below the connection's base URL, beginning with '/'. */
typedef struct dovetail_request
{
    uint32_t struct_size;
    uint32_t repeat; /* DOVETAIL_SEND_* */
    dovetail_text method;
    dovetail_text target;
    const dovetail_header* headers; /* without host, length, encoding and authorisation */
    uint64_t header_count;
    dovetail_bytes body;
} dovetail_request;

/* What became of one change of a write. */
enum
{
    DOVETAIL_APPLIED = 1,     /* it is so, by this request or by an earlier one */
    DOVETAIL_NOT_APPLIED = 2, /* it is not so; the error's class says what to do */
    DOVETAIL_UNKNOWN = 3      /* maybe: to be resolved by looking the record up */
};
typedef struct dovetail_outcome
{
    uint32_t struct_size;
    uint32_t result;        /* DOVETAIL_APPLIED …; an unknown value is treated as UNKNOWN */
    dovetail_text key;      /* of the record, where it is known */
    dovetail_text revision; /* after the write, where the server says it */
    int64_t modified_at_us; /* likewise; 0: unknown */
    uint32_t error_class;   /* NOT_APPLIED, UNKNOWN */
    uint32_t reserved;
    uint64_t retry_after_ms;
    dovetail_text code;
    dovetail_text message;
    dovetail_text server_text;
} dovetail_outcome;

/* Outcomes in the order of the changes, one for each; ownership as for dovetail_batch. */
typedef struct dovetail_outcomes
{
    uint32_t struct_size;
    uint32_t reserved;
    const dovetail_outcome* outcomes;
    uint64_t outcome_count;
    void* owner;
    void (*release)(void* owner); /* [any], once */
} dovetail_outcomes;

/* What the last answer told about the server's quota for the whole org. */
typedef struct dovetail_usage
{
    uint32_t struct_size;
    uint32_t known; /* 0: the numbers below are not */
    uint64_t used;  /* requests in the server's own window */
    uint64_t limit;
} dovetail_usage;

/*
 * What the host is to do next. Lives until the next resume or release of its exchange, but for
 * `batch` and `outcomes`: the host takes them over (their `release`), and may keep them beyond the
 * exchange.
 *
 * DELIVER  of a fetch: a batch, and the cursor that is right once the batch and all before it are
 *          stored; of a write: outcomes; of check: a batch of facts, i.e. records whose key is
 *          "org" (fields: id, name, …), or "field:<native name>" (fields: values (JSON array of
 * texts that the server accepts), max_length, writable), or "ability:<name>" (field: value). The
 * host does not hold a delivery back from the exchange: it may resume at once. DONE     after it
 * the exchange is only released. FAILED: likewise, with `error`; what was delivered before stays
 * delivered.
 */
typedef struct dovetail_step
{
    uint32_t struct_size;
    uint32_t kind; /* DOVETAIL_STEP_*; an unknown one is treated as FAILED with class bug */
    const dovetail_request* request; /* REQUEST */
    dovetail_batch* batch;           /* DELIVER */
    dovetail_outcomes* outcomes;     /* DELIVER */
    dovetail_bytes cursor;           /* DELIVER */
    uint64_t total;                  /* DELIVER: records this fetch expects in all; 0: unknown */
    dovetail_usage usage;            /* DELIVER, DONE, FAILED */
    uint64_t wait_ms;                /* WAIT */
    const dovetail_error* error;     /* FAILED; belongs to the exchange, `release` is null */
} dovetail_step;

/* A running operation. Independent of other exchanges of the same connector. */
typedef struct dovetail_exchange
{
    uint32_t struct_size;
    uint32_t reserved;
    void* self;
    /* Fills `step` (zeroed, struct_size set by the host). Never called after DONE or FAILED.
     * [strand & after open] */
    void (*resume)(void* self, const dovetail_event* event, dovetail_step* step);
    /* Also ends an exchange that is not done. [strand & after open] */
    void (*release)(void* self);
} dovetail_exchange;

#endif
