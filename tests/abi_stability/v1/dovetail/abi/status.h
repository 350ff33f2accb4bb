/* SPDX-License-Identifier: Apache-2.0 */
/* How a call ended, and errors: a class the host acts on, a code people search for, two texts. */
#ifndef DOVETAIL_ABI_STATUS_H
#define DOVETAIL_ABI_STATUS_H

#include "value.h"

/* What a call returns. A reader treats an unknown value as DOVETAIL_FAILED. */
typedef uint32_t dovetail_status;
enum
{
    DOVETAIL_OK = 0,
    DOVETAIL_FAILED = 1 /* the error argument says why */
};

/* What the host does about an error. An unknown class is treated as DOVETAIL_ERROR_BUG. */
enum
{
    DOVETAIL_ERROR_NONE = 0,
    DOVETAIL_ERROR_CONFIG = 1,    /* somebody must change the configuration; not retried */
    DOVETAIL_ERROR_AUTH = 2,      /* somebody must connect again or grant a permission */
    DOVETAIL_ERROR_RETRYABLE = 3, /* the same again later may succeed */
    DOVETAIL_ERROR_THROTTLED = 4, /* as retryable, but the whole connection slows down */
    DOVETAIL_ERROR_CONFLICT = 5,  /* the record changed meanwhile: read again, decide again */
    DOVETAIL_ERROR_GONE = 6,      /* the record, cursor or locator does not exist any more */
    DOVETAIL_ERROR_REJECTED = 7,  /* the server refuses this record as it is; a person must look */
    DOVETAIL_ERROR_BUG = 8 /* plugin or host broke the contract, or the answer is senseless */
};

/*
 * An error. Where a call takes `dovetail_error* error`, the caller passes a zeroed struct with
 * struct_size set, and the callee fills it only when it fails. The texts live until `release`,
 * which may be null when they are constants of the plugin; `release` clears nothing and is called
 * once.
 */
typedef struct dovetail_error
{
    uint32_t struct_size;
    uint32_t error_class;    /* DOVETAIL_ERROR_* */
    uint64_t retry_after_ms; /* not sooner than this; 0: the host decides */
    dovetail_text code;      /* short and stable, e.g. "UNABLE_TO_LOCK_ROW" or "cursor_expired" */
    dovetail_text message;   /* ours: one sentence saying what, where and what to do; no secrets */
    dovetail_text server_text;    /* what the server said, unchanged: may contain users' data */
    void* owner;                  /* for release */
    void (*release)(void* owner); /* [any] */
} dovetail_error;

#endif
