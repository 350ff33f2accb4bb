/* SPDX-License-Identifier: Apache-2.0 */
/* a write that delivers records as well. */
#define ON_OUTCOMES(exchange, step)                                                                \
    ((exchange)->batch.struct_size = sizeof(exchange)->batch, (exchange)->batch.owner = zeroed(1), \
     (exchange)->batch.release = release_delivery, (step)->batch = &(exchange)->batch)

#include "skeleton.h"
