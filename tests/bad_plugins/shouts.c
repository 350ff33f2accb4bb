/* SPDX-License-Identifier: Apache-2.0 */
/* writes something else than it is asked for, and does not say so. */
#define MAPPED_TEXT(data, size, native)                                                            \
    for (uint64_t byte = 0; (native) && value->kind == DOVETAIL_TEXT && byte < (size); ++byte)     \
        if ((data)[byte] >= 'a' && (data)[byte] <= 'z') (data)[byte] = (char)((data)[byte] - 32)

#include "skeleton.h"
