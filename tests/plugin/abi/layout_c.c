/* SPDX-License-Identifier: Apache-2.0 */
#define DOVETAIL_LIVE_HEADERS
#include "abi_stability/v1/layout.inc"

int dovetail_layout_is_as_c_sees_it;
