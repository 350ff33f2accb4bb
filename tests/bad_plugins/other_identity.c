/* SPDX-License-Identifier: Apache-2.0 */
/* says another id than its manifest. */
#define PLUGIN_ID "test.somebody_else"

#include "skeleton.h"
