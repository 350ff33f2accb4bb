/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled with the folder v1 as its only place for headers: the frozen ones have their numbers. */
#include "v1/layout.inc"

int dovetail_frozen_layout_is_that_of_version_1;
