/* SPDX-License-Identifier: Apache-2.0 */
/* What a todo looks like, read and written. */
#ifndef TODOS_H
#define TODOS_H

#include <dovetail/abi/exchange.h>

enum
{
    NUMBER_SIZE = 24 /* room for the decimal text of any number of 64 bits, and its end */
};

/* Which todos are wanted. */
typedef struct filter
{
    int64_t modified_since_us;
    int tombstones_only;
} filter;

/* Records in one block of memory, which is theirs until release_todos. */
typedef struct todos
{
    dovetail_record* records;
    dovetail_field* fields;
    char (*revisions)[NUMBER_SIZE];
    char* texts;
    uint64_t count;
    uint64_t capacity;
    int64_t version; /* of the last todo read */
    int more;        /* the server has more than that */
} todos;

/* Reads {"items": […], "more": …}. Null: there is no memory, or the body is something else, which
 * `problem` says. Versions are to grow beyond `since`. */
todos* read_page(dovetail_bytes body, int64_t since, filter wanted, const char** problem);
/* Reads one todo. */
todos* read_one(dovetail_bytes body, const char** problem);
/* None at all, for what was not found. */
todos* no_todos(void);
void release_todos(void* block);

/* How much room body_of needs. */
uint64_t body_room(const dovetail_change* change);
/* The JSON of a create or an update: the fields that are there, and no others. What follows it. */
char* body_of(const dovetail_change* change, char* to);

#endif
