/* SPDX-License-Identifier: Apache-2.0 */
/* A connector and a mapper that behave, or misbehave, as their configuration says: {"mode": "…"}.
 * Variants of the library are made by compile definitions (see CMakeLists.txt). */
#include "probe.h"

#include <dovetail/abi/entry.h>

#ifndef PROBE_ID
#define PROBE_ID "test.probe"
#endif
#ifndef PROBE_VERSION
#define PROBE_VERSION "1.0.0"
#endif
#ifndef PROBE_OLDEST
#define PROBE_OLDEST DOVETAIL_ABI_VERSION_OLDEST
#endif
#ifndef PROBE_NEWEST
#define PROBE_NEWEST DOVETAIL_ABI_VERSION
#endif

#ifdef PROBE_UNDEFINED_SYMBOL
extern int a_function_nobody_has(void);
#endif
#ifdef PROBE_NEEDS_HELPER
extern int probe_helper(void);
#endif
#ifdef PROBE_SECOND_EXPORT
DOVETAIL_EXPORT int a_second_export(void);
int a_second_export(void)
{
    return 2;
}
#endif

static const void* extension(dovetail_text id)
{
    if (probe_equal(id, DOVETAIL_CONNECTOR_ID)) return &probe_connector_factory;
    if (probe_equal(id, DOVETAIL_MAPPER_ID)) return &probe_mapper_factory;
    return NULL;
}

static void fill_table(dovetail_plugin* out, uint32_t version)
{
    out->struct_size = sizeof *out;
    out->abi_version = version;
    out->id = probe_text(PROBE_ID);
    out->version = probe_text(PROBE_VERSION);
    out->extension = extension;
}

dovetail_status dovetail_plugin_entry(dovetail_negotiation* negotiation, dovetail_plugin* out,
                                      dovetail_error* error)
{
    negotiation->plugin_oldest = PROBE_OLDEST;
    negotiation->plugin_newest = PROBE_NEWEST;
#ifdef PROBE_UNDEFINED_SYMBOL
    if (a_function_nobody_has()) return DOVETAIL_FAILED;
#endif
#ifdef PROBE_NEEDS_HELPER
    if (probe_helper()) return DOVETAIL_FAILED;
#endif
#ifdef PROBE_REFUSES
    probe_fail(error, DOVETAIL_ERROR_CONFIG, "licence_missing", "there is no licence file");
    return DOVETAIL_FAILED;
#elif defined(PROBE_BLIND)
    /* Takes any host: the host has to notice. */
    negotiation->chosen = PROBE_NEWEST;
    (void)error;
#else
    if (negotiation->host_newest < PROBE_OLDEST || negotiation->host_oldest > PROBE_NEWEST) {
        probe_fail(error, DOVETAIL_ERROR_CONFIG, "abi", "no common version of the contract");
        return DOVETAIL_FAILED;
    }
    negotiation->chosen =
        negotiation->host_newest < PROBE_NEWEST ? negotiation->host_newest : PROBE_NEWEST;
#endif
#ifndef PROBE_REFUSES
    fill_table(out, negotiation->chosen);
    return DOVETAIL_OK;
#else
    (void)out;
    (void)fill_table;
#endif
}
