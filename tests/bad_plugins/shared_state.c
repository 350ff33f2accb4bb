/* SPDX-License-Identifier: Apache-2.0 */
/* generations that leave each other notes in the environment. */
#include <stdlib.h>

/* Whether this copy of the library was the first to ask. */
static int is_first(void)
{
    static int known;
    if (known == 0) {
        known = getenv("DOVETAIL_TEST_BAD_PLUGIN") == NULL ? 1 : 2;
        setenv("DOVETAIL_TEST_BAD_PLUGIN", "seen", 1);
    }
    return known == 1;
}

#define ON_BATCH(batch, delivered) ((delivered)->records[0].modified_at_us = is_first() ? 1 : 2)

#include "skeleton.h"
