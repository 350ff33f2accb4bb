/* SPDX-License-Identifier: Apache-2.0 */
/* a fault in the configuration is a bug to it. */
#define CONFIGURATION_CLASS DOVETAIL_ERROR_BUG

#include "skeleton.h"
