/* SPDX-License-Identifier: Apache-2.0 */
/* does not say which versions it speaks when it refuses. */
#define ENTRY_RANGE(talk)                                                                          \
    ((talk)->host_newest >= 1 && (talk)->host_oldest <= 1                                          \
         ? ((talk)->plugin_oldest = 1, (talk)->plugin_newest = 1)                                  \
         : 0)

#include "skeleton.h"
