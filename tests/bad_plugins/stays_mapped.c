/* SPDX-License-Identifier: Apache-2.0 */
/* cannot be unmapped (linked with -z nodelete), and does not say so. */

#include "skeleton.h"
