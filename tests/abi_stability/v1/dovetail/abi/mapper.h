/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mapper: two pure functions between the records of two systems and canonical ones that the host
 * can compare and merge, and what they need to be understood. Extension id "dovetail.mapper/1".
 *
 * The two systems are called the sides; which connector stands on which side is the manifest's
 * business. A canonical field has a flow per side; the host compares a side's canonical value with
 * the base of that side (what it was when both sides were last known to agree), so a value that the
 * other system can hold only approximately (cut, rendered) is no change as long as it stays as it
 * was written.
 */
#ifndef DOVETAIL_ABI_MAPPER_H
#define DOVETAIL_ABI_MAPPER_H

#include "host.h"
#include "record.h"
#include "status.h"

#define DOVETAIL_MAPPER_ID "dovetail.mapper/1"

enum
{
    DOVETAIL_LEFT = 0,
    DOVETAIL_RIGHT = 1
};

/* Whether a field's value crosses from a side to the other one. */
enum
{
    DOVETAIL_FLOW_ALWAYS = 1, /* on creation, and on every change */
    DOVETAIL_FLOW_CREATE = 2, /* on creation only */
    DOVETAIL_FLOW_NEVER = 3   /* kept with the link of its side and handed back to to_native */
};

typedef struct dovetail_canonical_field
{
    uint32_t struct_size;
    uint32_t flow[2]; /* DOVETAIL_FLOW_*, from left and from right */
    uint32_t reserved;
    dovetail_text name;
    dovetail_text native_name[2]; /* what people on each side call it; empty: not there */
} dovetail_canonical_field;

/* How a field fared on its way. */
enum
{
    DOVETAIL_NOTE_MAPPED = 1,   /* not reported: it is the rule */
    DOVETAIL_NOTE_KEPT = 2,     /* a value that does not cross: absent from the result */
    DOVETAIL_NOTE_HELD = 3,     /* a value for which the whole task is to wait */
    DOVETAIL_NOTE_CUT = 4,      /* the target is smaller; the result holds what fits */
    DOVETAIL_NOTE_DEFAULTED = 5 /* a value that does not cross, replaced by the default */
};
typedef struct dovetail_note
{
    uint32_t struct_size;
    uint32_t kind;       /* DOVETAIL_NOTE_* */
    dovetail_text field; /* canonical name */
    dovetail_text why;   /* one sentence for people, naming the value */
} dovetail_note;

/* One record, mapped. In to_canonical `fields` are canonical, in to_native native. */
typedef struct dovetail_mapped
{
    uint32_t struct_size;
    uint32_t eligible;        /* to_canonical: whether it may cross for the first time */
    dovetail_text reason;     /* why not, for people */
    dovetail_text owner;      /* to_canonical: key of the user whose record it is, on its side */
    dovetail_text origin_key; /* to_canonical: the idempotency key it was created with, if any */
    int64_t created_at_us;    /* to_canonical: 0 unknown */
    const dovetail_field* fields;
    uint64_t field_count;
    const dovetail_note* notes;
    uint64_t note_count;
    /* to_native: the canonical values that the target will be read back with, where these differ
     * from those asked for (cut, rendered, normalised). They become the base of the target's side.
     */
    const dovetail_field* read_back;
    uint64_t read_back_count;
} dovetail_mapped;

/* One mapped record for each record given, in order; ownership as for dovetail_batch. */
typedef struct dovetail_mapped_batch
{
    uint32_t struct_size;
    uint32_t reserved;
    const dovetail_mapped* items;
    uint64_t item_count;
    void* owner;
    void (*release)(void* owner); /* [any], once */
} dovetail_mapped_batch;

/* A canonical change that is to be written natively on the target side. */
typedef struct dovetail_canonical_change
{
    uint32_t struct_size;
    uint32_t create;              /* 1: a record is created there; 0: one is updated */
    const dovetail_field* fields; /* the canonical values to write */
    uint64_t field_count;
    const dovetail_field* source; /* the whole canonical record of the other side */
    uint64_t source_count;
    const dovetail_field* kept; /* update: FLOW_NEVER fields last seen on the target side */
    uint64_t kept_count;
    dovetail_text owner;           /* create: key of the user on the target side */
    dovetail_text idempotency_key; /* create: to be found again as origin_key */
} dovetail_canonical_change;

/* One configured mapper. Immutable, so its calls may run concurrently. */
typedef struct dovetail_mapper
{
    uint32_t struct_size;
    uint32_t reserved;
    void* self;
    /* The canonical fields; they live as long as the mapper, and their order is the one people see.
     * [any] */
    void (*fields)(void* self, const dovetail_canonical_field** out, uint64_t* count);
    /* Whether the configuration fits the facts that the side's connector delivered on CHECK
     * (literals that the server does not accept, fields that are missing). Class config. [any] */
    dovetail_status (*check)(void* self, uint32_t side, const dovetail_record* facts,
                             uint64_t fact_count, dovetail_error* error);
    /* [pure]; a record that cannot be mapped is held with a note, not failed. */
    dovetail_status (*to_canonical)(void* self, uint32_t side, const dovetail_record* records,
                                    uint64_t record_count, dovetail_mapped_batch* out,
                                    dovetail_error* error);
    /* [pure] */
    dovetail_status (*to_native)(void* self, uint32_t target_side,
                                 const dovetail_canonical_change* changes, uint64_t change_count,
                                 dovetail_mapped_batch* out, dovetail_error* error);
    /* [control] */
    void (*destroy)(void* self);
} dovetail_mapper;

/* What a plugin returns for DOVETAIL_MAPPER_ID. As for connectors. */
typedef struct dovetail_mapper_factory
{
    uint32_t struct_size;
    uint32_t reserved;
    dovetail_status (*create)(dovetail_text configuration, const dovetail_host* host,
                              dovetail_mapper* out, dovetail_error* error);
} dovetail_mapper_factory;

#endif
