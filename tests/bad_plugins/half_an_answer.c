/* SPDX-License-Identifier: Apache-2.0 */
/* takes a part of a list for the whole. */
#define IS_WHOLE(body) ends_with((body), "")

#include "skeleton.h"
