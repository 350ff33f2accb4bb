/* SPDX-License-Identifier: Apache-2.0 */
/* a text in Latin-1. */
#define RECORD_TITLE(title) ((void)(title), "Bj\xF6rn")

#include "skeleton.h"
