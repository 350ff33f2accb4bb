/* SPDX-License-Identifier: Apache-2.0 */
/* a thread of its own. */
#include <pthread.h>
#include <stdlib.h>

typedef struct helper
{
    pthread_t thread;
    pthread_mutex_t wait;
} helper;

static void* help(void* wait)
{
    pthread_mutex_lock((pthread_mutex_t*)wait);
    return NULL;
}

static void* start_helper(void)
{
    helper* const made = (helper*)malloc(sizeof *made);
    pthread_mutex_init(&made->wait, NULL);
    pthread_mutex_lock(&made->wait);
    pthread_create(&made->thread, NULL, help, &made->wait);
    return made;
}

static void stop_helper(void* extra)
{
    helper* const made = (helper*)extra;
    pthread_mutex_unlock(&made->wait);
    pthread_join(made->thread, NULL);
    free(made);
}

#define ON_CREATE(connector, host) ((connector)->extra = start_helper())
#define ON_DESTROY(connector) stop_helper((connector)->extra)

#include "skeleton.h"
