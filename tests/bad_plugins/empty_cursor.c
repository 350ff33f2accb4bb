/* SPDX-License-Identifier: Apache-2.0 */
/* converts a cursor of an earlier version into none. */
#define CONVERTED_CURSOR ""

#include "skeleton.h"
