/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin opens no files. pugixml reads XML from memory, but its library also has functions that
 * read files, which come along when it is linked. The linker gives them this function for fopen
 * (--wrap=fopen), so that the plugin does not even import the real one.
 */
#include <errno.h>
#include <stdio.h>

FILE* __wrap_fopen(const char* path, const char* mode);

FILE* __wrap_fopen(const char* path, const char* mode)
{
    (void)path;
    (void)mode;
    errno = EACCES;
    return NULL;
}
