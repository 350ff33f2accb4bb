/* SPDX-License-Identifier: Apache-2.0 */
/* logs at a level that there is not. */
#include <dovetail/abi/entry.h>

static void whisper(const dovetail_host* host)
{
    const dovetail_text id = {DOVETAIL_LOG_ID, sizeof DOVETAIL_LOG_ID - 1};
    const dovetail_text text = {"psst", 4};
    const dovetail_log* const log = (const dovetail_log*)host->extension(host->self, id);
    if (log != NULL) log->write(log->self, 99, text, NULL, 0);
}

#define ON_CREATE(connector, host) whisper(host)

#include "skeleton.h"
