/* SPDX-License-Identifier: Apache-2.0 */
/* uses the host's text after begin. */
#define KEY_FOR_REQUEST(exchange) ((exchange)->asked_key.data)

#include "skeleton.h"
