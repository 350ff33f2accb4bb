/* SPDX-License-Identifier: Apache-2.0 */
/* The small plugin of the judge's tests, which keeps the contract. Which headers, which compiler
 * and which versions it speaks is chosen where it is built. */
#include "bad_plugins/skeleton.h"
