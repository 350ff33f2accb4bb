/* SPDX-License-Identifier: Apache-2.0 */
/* What a host offers a plugin: extensions by id. A plugin links nothing of the host. */
#ifndef DOVETAIL_ABI_HOST_H
#define DOVETAIL_ABI_HOST_H

#include "value.h"

/* Lives from before the plugin is opened until after it is closed. */
typedef struct dovetail_host
{
    uint32_t struct_size;
    uint32_t abi_version; /* the negotiated one */
    dovetail_text name;   /* e.g. "dovetail" */
    dovetail_text version;
    void* self;
    /* The extension, or null if this host has none of that id. Static as the host is. [any] */
    const void* (*extension)(void* self, dovetail_text id);
} dovetail_host;

#define DOVETAIL_LOG_ID "dovetail.log/1"

/* An unknown level is treated as INFO. */
enum
{
    DOVETAIL_LOG_DEBUG = 1,
    DOVETAIL_LOG_INFO = 2,
    DOVETAIL_LOG_WARNING = 3,
    DOVETAIL_LOG_ERROR = 4
};

typedef struct dovetail_log
{
    uint32_t struct_size;
    uint32_t reserved;
    void* self;
    /* One line with structured fields. Redacted and shortened by the host; never blocks. [any] */
    void (*write)(void* self, uint32_t level, dovetail_text message, const dovetail_field* fields,
                  uint64_t field_count);
} dovetail_log;

#endif
