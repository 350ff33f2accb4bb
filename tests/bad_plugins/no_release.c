/* SPDX-License-Identifier: Apache-2.0 */
/* a batch that cannot be released. */
#define ON_BATCH(batch, delivered)                                                                 \
    static delivery for_ever;                                                                      \
    for_ever.count = (delivered)->count;                                                           \
    free(delivered);                                                                               \
    (batch)->records = for_ever.records;                                                           \
    (batch)->record_count = 0;                                                                     \
    (batch)->release = NULL

#include "skeleton.h"
