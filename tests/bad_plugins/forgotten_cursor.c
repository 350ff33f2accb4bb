/* SPDX-License-Identifier: Apache-2.0 */
/* does not accept the cursor it delivers. */
#define ACCEPTED_CURSOR "c0"

#include "skeleton.h"
