/* SPDX-License-Identifier: Apache-2.0 */
/* counts a change as applied when no answer came. */
#define OUTCOME_WHEN_LOST(event) DOVETAIL_APPLIED

#include "skeleton.h"
