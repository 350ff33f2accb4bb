/* SPDX-License-Identifier: Apache-2.0 */
/* one mapped record too few. */
#define ITEM_COUNT(count) ((count) > 1 ? (count)-1 : (count))

#include "skeleton.h"
