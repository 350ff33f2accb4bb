/* SPDX-License-Identifier: Apache-2.0 */
/* Breaks no rule: what the others are caught for is what they add to this. */
#include "skeleton.h"
