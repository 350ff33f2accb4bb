/* SPDX-License-Identifier: Apache-2.0 */
/* fails a whole batch for one record. */
#define ON_RECORD(value, error)                                                                    \
    if ((value)->kind == DOVETAIL_JSON) {                                                          \
        release_mapped(block);                                                                     \
        return fail(error, DOVETAIL_ERROR_REJECTED, "json", "JSON is no title");                   \
    }

#include "skeleton.h"
