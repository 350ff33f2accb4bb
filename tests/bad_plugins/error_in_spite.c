/* SPDX-License-Identifier: Apache-2.0 */
/* fills in an error although nothing failed. */
#define ON_BEGIN(operation, error)                                                                 \
    ((error)->error_class = DOVETAIL_ERROR_RETRYABLE, (error)->message = text_of("all is well"))

#include "skeleton.h"
