/* SPDX-License-Identifier: Apache-2.0 */
/* A library that a plugin needs and that is not found at run time. */
int probe_helper(void);
int probe_helper(void)
{
    return 0;
}
