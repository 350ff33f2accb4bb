/* SPDX-License-Identifier: Apache-2.0 */
/* ends the process when an answer is empty. */
#define ON_RESPONSE(exchange, event, step)                                                         \
    if ((event)->kind == DOVETAIL_EVENT_RESPONSE && (event)->status == 200 &&                      \
        (event)->body.size == 0 && (exchange)->kind == DOVETAIL_OP_FETCH)                          \
    exit(7)

#include "skeleton.h"
