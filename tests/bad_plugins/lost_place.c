/* SPDX-License-Identifier: Apache-2.0 */
/* converts a cursor into one that it does not accept. */
#define CONVERTED_CURSOR "c9"

#include "skeleton.h"
