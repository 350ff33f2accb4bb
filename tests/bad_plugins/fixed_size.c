/* SPDX-License-Identifier: Apache-2.0 */
/* refuses a host whose structs are larger. */
#define ON_BEGIN(operation, error)                                                                 \
    if ((operation)->struct_size != sizeof *(operation))                                           \
    return fail(error, DOVETAIL_ERROR_CONFIG, "size", "an operation of another size")

#include "skeleton.h"
