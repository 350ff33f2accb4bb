/* SPDX-License-Identifier: Apache-2.0 */
/* takes no cursor that an earlier version delivered. */
#define EARLIER_CURSOR "b0"

#include "skeleton.h"
