/* SPDX-License-Identifier: Apache-2.0 */
/* talks to every host. */
#define ENTRY_MEETS(talk) 1

#include "skeleton.h"
