/* SPDX-License-Identifier: Apache-2.0 */
/* goes on when it is cancelled. */
#define IS_END(kind) ((kind) > DOVETAIL_EVENT_CANCELLED)

#include "skeleton.h"
