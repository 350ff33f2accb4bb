/* SPDX-License-Identifier: Apache-2.0 */
/* another largest batch each time. */
#define ON_ABILITIES(out)                                                                          \
    static uint64_t times;                                                                         \
    (out)->max_lookup_batch += ++times

#include "skeleton.h"
