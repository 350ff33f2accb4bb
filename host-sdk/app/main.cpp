// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"

#include <malloc.h>

int main(int count, char** values)
{
    // Pages are made on one thread and freed on another, which leaves each of glibc's arenas per
    // thread half empty. One arena for all keeps the host a quarter smaller, at the same speed.
    mallopt(M_ARENA_MAX, 1);
    return dovetail::app::run_program({values + (count > 0 ? 1 : 0), values + count});
}
