/* SPDX-License-Identifier: Apache-2.0 */
/* a target that does not begin with a slash. */
#define TARGET "items"

#include "skeleton.h"
