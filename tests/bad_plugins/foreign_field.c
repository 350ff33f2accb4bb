/* SPDX-License-Identifier: Apache-2.0 */
/* a canonical field that it never told of. */
#define CANONICAL_NAME "nickname"

#include "skeleton.h"
