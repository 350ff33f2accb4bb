/* SPDX-License-Identifier: Apache-2.0 */
/* what it maps to depends on what it mapped before. */
#define MAPPED_TEXT(data, size, native)                                                            \
    static char times;                                                                             \
    if ((size) > 1 && value->kind == DOVETAIL_TEXT && (unsigned char)(data)[0] < 0x80)             \
    (data)[0] = (char)('a' + ++times % 20)

#include "skeleton.h"
