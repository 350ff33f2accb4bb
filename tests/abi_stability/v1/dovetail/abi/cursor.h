/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cursors of earlier versions. Extension id "dovetail.cursor/1", of connectors that need it.
 *
 * A host keeps cursors for as long as a sync lives, so a newer version of a plugin meets those of
 * an older one: when it is swapped in while the host runs, and after a restart. It may read them as
 * they are (accepts_cursor says OK), turn them into its own (this extension), or refuse them; a
 * plugin that refuses the stored cursor is not swapped in.
 */
#ifndef DOVETAIL_ABI_CURSOR_H
#define DOVETAIL_ABI_CURSOR_H

#include "status.h"

#define DOVETAIL_CURSOR_ID "dovetail.cursor/1"

/* A converted cursor; ownership as for dovetail_batch. */
typedef struct dovetail_cursor
{
    uint32_t struct_size;
    uint32_t reserved;
    dovetail_bytes bytes; /* as a fetch of this version would have delivered it */
    void* owner;
    void (*release)(void* owner); /* [any], once; null: nothing to release */
} dovetail_cursor;

/* What a plugin returns for DOVETAIL_CURSOR_ID. Static. */
typedef struct dovetail_cursor_converter
{
    uint32_t struct_size;
    uint32_t version; /* of its own cursors' layout, for people; grows with each change of it */
    /* `from` is a cursor that accepts_cursor refuses. OK, or FAILED with class gone or config: it
     * is none this plugin knows. Records may come twice after it, but none may be left out.
     * [pure] [any] */
    dovetail_status (*convert)(dovetail_bytes from, dovetail_cursor* out, dovetail_error* error);
} dovetail_cursor_converter;

#endif
