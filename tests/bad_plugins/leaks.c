/* SPDX-License-Identifier: Apache-2.0 */
/* frees a part of what it took. */
#define ON_RELEASE(exchange) ((void)(exchange))

#include "skeleton.h"
