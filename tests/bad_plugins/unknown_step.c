/* SPDX-License-Identifier: Apache-2.0 */
/* a step of a kind that there is not. */
#define ON_STEP(exchange, step)                                                                    \
    if ((step)->kind == DOVETAIL_STEP_DONE) (step)->kind = 77

#include "skeleton.h"
