/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one symbol a plugin exports, and the handshake.
 *
 * The host calls dovetail_plugin_entry once for each loaded library, before anything else, with the
 * range of versions it speaks. The plugin picks the highest version that both know and fills in its
 * table, or refuses; a refusal names both ranges. A host that cannot use the picked version closes
 * the library again.
 */
#ifndef DOVETAIL_ABI_ENTRY_H
#define DOVETAIL_ABI_ENTRY_H

#include "connector.h"
#include "host.h"
#include "mapper.h"
#include "status.h"

typedef struct dovetail_negotiation
{
    uint32_t struct_size;
    uint32_t host_oldest;   /* in */
    uint32_t host_newest;   /* in */
    uint32_t chosen;        /* out, on OK */
    uint32_t plugin_oldest; /* out, always */
    uint32_t plugin_newest; /* out, always */
} dovetail_negotiation;

/* Static data of the plugin: it lives as long as the library is mapped. */
typedef struct dovetail_plugin
{
    uint32_t struct_size;
    uint32_t abi_version;  /* the chosen one */
    dovetail_text id;      /* as in the plugin's manifest, e.g. "dovetail.salesforce" */
    dovetail_text version; /* semantic version, as in the manifest */
    /* The extension (e.g. a dovetail_connector_factory), or null. [any] */
    const void* (*extension)(dovetail_text id);
} dovetail_plugin;

#if defined(__GNUC__)
#define DOVETAIL_EXPORT __attribute__((visibility("default")))
#else
#define DOVETAIL_EXPORT
#endif

#define DOVETAIL_ENTRY_SYMBOL "dovetail_plugin_entry"

typedef dovetail_status (*dovetail_entry_function)(dovetail_negotiation* negotiation,
                                                   dovetail_plugin* out, dovetail_error* error);

#ifdef __cplusplus
extern "C" {
#endif

/* `out` is zeroed with struct_size set. [control] */
DOVETAIL_EXPORT dovetail_status dovetail_plugin_entry(dovetail_negotiation* negotiation,
                                                      dovetail_plugin* out, dovetail_error* error);

#ifdef __cplusplus
}
#endif

#endif
