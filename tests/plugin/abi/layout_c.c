/* SPDX-License-Identifier: Apache-2.0 */
#include "layout.inc"

int dovetail_layout_is_as_c_sees_it;
