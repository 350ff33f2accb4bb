/* SPDX-License-Identifier: Apache-2.0 */
/* compares only the beginning of an id. */
#define SAME_ID(id, literal)                                                                       \
    ((id).size >= strlen(literal) && memcmp((id).data, literal, strlen(literal)) == 0)

#include "skeleton.h"
