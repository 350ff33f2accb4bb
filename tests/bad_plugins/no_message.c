/* SPDX-License-Identifier: Apache-2.0 */
/* fails without saying why. */
#define UNKNOWN_MESSAGE ""

#include "skeleton.h"
