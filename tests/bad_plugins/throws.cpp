// SPDX-License-Identifier: Apache-2.0
// an exception crosses the boundary.
#include <stdexcept>

#define ON_RESPONSE(exchange, event, step)                                                         \
    if ((exchange)->kind == DOVETAIL_OP_LOOKUP) throw std::runtime_error("thrown across")

#include "skeleton.h"
