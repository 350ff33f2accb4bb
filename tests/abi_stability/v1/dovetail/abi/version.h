/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contract between a host and a plugin: its version, and the words every other header uses.
 *
 * Evolution
 *   Every struct starts with `uint32_t struct_size`, written by whoever fills it: sizeof of the
 * layout it was compiled with. Fields are only ever appended. A reader uses a field only if
 * struct_size reaches past its end. In an array the stride is the struct_size of the first element.
 * Four small atoms have no size and never change: dovetail_text, dovetail_bytes, dovetail_value,
 *   dovetail_field. Enumerations travel as uint32_t; a reader treats an unknown value as the header
 * of that enumeration says.
 *
 * Tags at the end of a call's comment: who may call it, and when
 *   [control]     one thread at a time, never while another call on the same object runs; may take
 *                 milliseconds.
 *   [strand]      as [control], and on the strand that owns the exchange; must not block: no wait,
 * no lock held by another thread, no I/O. [any]         any thread, at any time between creation
 * and destruction, concurrently with others. [after open]  only on an object that a successful call
 * handed out and that was not released yet. [pure]        as [strand], and the result depends on
 * the arguments and the configuration alone.
 *
 * Ownership
 *   Text, bytes and arrays inside an argument belong to the caller and live until the call returns.
 *   What a call hands out says who owns it and until when. A thing with a `release` member is owned
 * by whoever holds it, is released exactly once, may be released on any thread [any], and keeps its
 *   plugin's generation loaded until then.
 *
 * Nothing is thrown across the boundary, longjmp'ed over it, or reported through errno. A plugin
 * owns no thread, socket, file, timer, clock or random number: all of those come from the host as
 * events.
 */
#ifndef DOVETAIL_ABI_VERSION_H
#define DOVETAIL_ABI_VERSION_H

#include <stddef.h>
#include <stdint.h>

/* The newest version these headers describe, and the oldest they can still be spoken with. */
#define DOVETAIL_ABI_VERSION 1u
#define DOVETAIL_ABI_VERSION_OLDEST 1u

/* Whether `object` (a pointer to a struct with struct_size) carries `member`. */
#define DOVETAIL_HAS(object, type, member)                                                         \
    ((object)->struct_size >= offsetof(type, member) + sizeof((object)->member))

#endif
