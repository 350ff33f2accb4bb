/* SPDX-License-Identifier: Apache-2.0 */
/* The atoms records are made of. They have no struct_size and never change (see version.h). */
#ifndef DOVETAIL_ABI_VALUE_H
#define DOVETAIL_ABI_VALUE_H

#include "version.h"

/* UTF-8, not terminated. An empty text has size 0; its data may then be null. */
typedef struct dovetail_text
{
    const char* data;
    uint64_t size; /* in bytes */
} dovetail_text;

/* Opaque bytes, e.g. an HTTP body or a cursor. Empty as for text. */
typedef struct dovetail_bytes
{
    const uint8_t* data;
    uint64_t size;
} dovetail_bytes;

/* What a value is. A reader treats an unknown kind as an error of the class `bug`. */
enum
{
    DOVETAIL_NULL = 0,    /* known to be empty; an absent field is one that is not in the record */
    DOVETAIL_BOOL = 1,    /* number: 0 or 1 */
    DOVETAIL_INT = 2,     /* number */
    DOVETAIL_TEXT = 3,    /* text: UTF-8 */
    DOVETAIL_DATE = 4,    /* number: days since 1970-01-01, a calendar date without a zone */
    DOVETAIL_INSTANT = 5, /* number: microseconds since 1970-01-01T00:00:00Z */
    DOVETAIL_JSON = 6     /* text: one JSON value, as the server sent it */
};

/* A tagged value. `number` is 0 for texts, `text` is empty for numbers. */
typedef struct dovetail_value
{
    uint32_t kind;
    uint32_t reserved; /* 0 */
    int64_t number;
    dovetail_text text;
} dovetail_value;

typedef struct dovetail_field
{
    dovetail_text name;
    dovetail_value value;
} dovetail_field;

#endif
