/* SPDX-License-Identifier: Apache-2.0 */
/* exports more than its entry. */
#include <dovetail/abi/entry.h>

DOVETAIL_EXPORT int a_second_export(void);
int a_second_export(void)
{
    return 2;
}

#include "skeleton.h"
