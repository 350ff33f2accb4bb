/* SPDX-License-Identifier: Apache-2.0 */
/* does not say where in the configuration the fault is. */
#define CONFIGURATION_MESSAGE "something is wrong with the configuration"

#include "skeleton.h"
