/* SPDX-License-Identifier: Apache-2.0 */
/* never comes back when an answer begins with a byte order mark. */
#define ON_RESPONSE(exchange, event, step)                                                         \
    for (volatile int for_ever = 1;                                                                \
         for_ever && (event)->body.size > 2 && (event)->body.data[0] == 0xEF;)

#include "skeleton.h"
