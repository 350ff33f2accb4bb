/* SPDX-License-Identifier: Apache-2.0 */
/* a change without an outcome. */
#define ON_OUTCOMES(exchange, step) ((exchange)->outcomes.outcome_count = 0)

#include "skeleton.h"
