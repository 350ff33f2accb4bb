/* SPDX-License-Identifier: Apache-2.0 */
/* sets a header that is the host's. */
#define ON_STEP(exchange, step)                                                                    \
    static const dovetail_header own = {{"Authorization", 13}, {"Basic Og==", 10}};                \
    if ((step)->kind == DOVETAIL_STEP_REQUEST) {                                                   \
        (exchange)->request.headers = &own;                                                        \
        (exchange)->request.header_count = 1;                                                      \
    }

#include "skeleton.h"
