/* SPDX-License-Identifier: Apache-2.0 */
/* returns a status that is none. */
#define ON_BEGIN(operation, error)                                                                 \
    if ((operation)->kind == DOVETAIL_OP_LOOKUP) return 7

#include "skeleton.h"
