/* SPDX-License-Identifier: Apache-2.0 */
/* reads a file in the middle of an exchange. */
#include <fcntl.h>
#include <unistd.h>

#define ON_RESPONSE(exchange, event, step) close(open("/proc/self/status", O_RDONLY))

#include "skeleton.h"
