/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

#include <string.h>

dovetail_text probe_text(const char* text)
{
    dovetail_text out = {text, strlen(text)};
    return out;
}

int probe_equal(dovetail_text left, const char* right)
{
    return left.size == strlen(right) && memcmp(left.data, right, left.size) == 0;
}

int probe_mode(dovetail_text configuration, const char* mode)
{
    char wanted[64] = "\"mode\":\"";
    strncat(wanted, mode, 40);
    strcat(wanted, "\"");
    const size_t length = strlen(wanted);
    for (uint64_t at = 0; at + length <= configuration.size; ++at) {
        if (memcmp(configuration.data + at, wanted, length) == 0) return 1;
    }
    return 0;
}

void probe_fail(dovetail_error* error, uint32_t error_class, const char* code, const char* message)
{
    error->struct_size = sizeof *error;
    error->error_class = error_class;
    error->code = probe_text(code);
    error->message = probe_text(message);
}
