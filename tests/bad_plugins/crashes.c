/* SPDX-License-Identifier: Apache-2.0 */
/* crashes when the server is overloaded. */
#define ON_RESPONSE(exchange, event, step)                                                         \
    if ((event)->status == 503) abort()

#include "skeleton.h"
