/* SPDX-License-Identifier: Apache-2.0 */
/* a record without a key. */
#define RECORD_KEY(key) ((void)(key), "")

#include "skeleton.h"
