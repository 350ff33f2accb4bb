/* SPDX-License-Identifier: Apache-2.0 */
/* two fields with the same name. */
#define ON_BATCH(batch, delivered)                                                                 \
    if ((batch)->record_count == 2) ((delivered)->records[0].field_count = 2)

#include "skeleton.h"
