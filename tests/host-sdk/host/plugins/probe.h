/* SPDX-License-Identifier: Apache-2.0 */
/* What the sources of the probe share. */
#ifndef PROBE_H
#define PROBE_H

#include <dovetail/abi/connector.h>
#include <dovetail/abi/mapper.h>

extern const dovetail_connector_factory probe_connector_factory;
extern const dovetail_mapper_factory probe_mapper_factory;

dovetail_text probe_text(const char* text);
int probe_equal(dovetail_text left, const char* right);
/* Whether the configuration contains `"mode":"<mode>"`. */
int probe_mode(dovetail_text configuration, const char* mode);
void probe_fail(dovetail_error* error, uint32_t error_class, const char* code, const char* message);

#endif
