/* SPDX-License-Identifier: Apache-2.0 */
/* refuses to convert a cursor with the class retryable. */
#define CONVERSION_CLASS DOVETAIL_ERROR_RETRYABLE

#include "skeleton.h"
