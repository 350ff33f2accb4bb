/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin whose connectors are the test's own: the configuration {"at": <address>} says where the
 * test keeps a dovetail_connector, which `create` hands out. So a test writes a connector in its
 * own words, and the host meets it through everything that stands between a host and a plugin.
 */
#include <dovetail/abi/entry.h>

#include <stdio.h>
#include <string.h>

static dovetail_status create(dovetail_text configuration, const dovetail_host* host,
                              dovetail_connector* out, dovetail_error* error)
{
    char text[64] = "";
    unsigned long long address = 0;
    (void)host;
    (void)error;
    if (configuration.size < sizeof text) memcpy(text, configuration.data, configuration.size);
    if (sscanf(text, "{\"at\":%llu}", &address) != 1) return DOVETAIL_FAILED;
    *out = *(const dovetail_connector*)address;
    return DOVETAIL_OK;
}

static const void* extension(dovetail_text id)
{
    static const dovetail_connector_factory factory = {sizeof factory, 0, create};
    const size_t size = strlen(DOVETAIL_CONNECTOR_ID);
    if (id.size != size || memcmp(id.data, DOVETAIL_CONNECTOR_ID, size) != 0) return NULL;
    return &factory;
}

dovetail_status dovetail_plugin_entry(dovetail_negotiation* negotiation, dovetail_plugin* out,
                                      dovetail_error* error)
{
    static const char id[] = DOVETAIL_PLUGIN_ID;
    static const char version[] = DOVETAIL_PLUGIN_VERSION;
    (void)error;
    negotiation->plugin_oldest = negotiation->plugin_newest = negotiation->chosen = 1;
    out->abi_version = 1;
    out->id = (dovetail_text){id, sizeof id - 1};
    out->version = (dovetail_text){version, sizeof version - 1};
    out->extension = extension;
    return DOVETAIL_OK;
}
