/* SPDX-License-Identifier: Apache-2.0 */
/* elements of different sizes in one array. */
#define ON_BATCH(batch, delivered) ((delivered)->records[1].struct_size = 40)

#include "skeleton.h"
