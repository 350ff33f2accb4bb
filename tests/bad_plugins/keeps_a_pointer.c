/* SPDX-License-Identifier: Apache-2.0 */
/* uses the host's text after begin. */
#define KEY_FOR_REQUEST(exchange)                                                                  \
    (copy_text((exchange)->key, (exchange)->asked_key.data, (exchange)->asked_key.size),           \
     (exchange)->key)

#include "skeleton.h"
