/* SPDX-License-Identifier: Apache-2.0 */
/* asks to try an unusable cursor again. */
#define CURSOR_CLASS DOVETAIL_ERROR_RETRYABLE

#include "skeleton.h"
