/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flat records. They cross in batches, never one by one: a batch owns the memory of all its records
 * (an arena), crosses as one pointer and is released as a whole. No JSON is produced only to cross.
 */
#ifndef DOVETAIL_ABI_RECORD_H
#define DOVETAIL_ABI_RECORD_H

#include "value.h"

/* An unknown kind is treated as PRESENT. */
enum
{
    DOVETAIL_PRESENT = 1,
    DOVETAIL_TOMBSTONE = 2 /* was deleted there: the only evidence that ever deletes anything */
};

typedef struct dovetail_record
{
    uint32_t struct_size;
    uint32_t kind;
    dovetail_text key;      /* unique and constant in its collection, e.g. an 18-character id */
    dovetail_text revision; /* changes whenever the record does; empty: the source has none */
    int64_t modified_at_us; /* the server's own stamp, microseconds since the epoch; 0: unknown */
    const dovetail_field* fields; /* a field that is absent is unknown; a null one is empty */
    uint64_t field_count;
} dovetail_record;

/*
 * Records with one owner. `records` and everything below it lives until `release`. Immutable, so it
 * may be read on any thread. The order is the source's.
 */
typedef struct dovetail_batch
{
    uint32_t struct_size;
    uint32_t reserved;
    const dovetail_record* records;
    uint64_t record_count;
    void* owner;
    void (*release)(void* owner); /* [any], once; never null in a batch that is handed out */
} dovetail_batch;

#endif
