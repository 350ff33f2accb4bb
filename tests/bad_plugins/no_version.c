/* SPDX-License-Identifier: Apache-2.0 */
/* a converter of cursors that does not say which layout it makes. */
#define CONVERTER_VERSION 0

#include "skeleton.h"
