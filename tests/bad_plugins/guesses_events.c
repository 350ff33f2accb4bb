/* SPDX-License-Identifier: Apache-2.0 */
/* takes an event it does not know for RESUMED. */
#define IS_END(kind) ((kind) == DOVETAIL_EVENT_CANCELLED)

#include "skeleton.h"
