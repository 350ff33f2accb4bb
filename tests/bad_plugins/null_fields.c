/* SPDX-License-Identifier: Apache-2.0 */
/* a count of fields without fields. */
#define ON_BATCH(batch, delivered) ((delivered)->records[0].fields = NULL)

#include "skeleton.h"
