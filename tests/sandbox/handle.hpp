// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The whole sandbox as one function: a request and a time in, a response out. No socket, no clock,
/// no file; a test or a simulation may call it directly. Not for several threads at once.

#include <sandbox/message.hpp>
#include <sandbox/world.hpp>

namespace dovetail::sandbox {

/// `real_now` is the caller's time; the world adds its own offset. A response with `park` set is no
/// answer yet: call with `attempt::again` when `world::version` has changed, and with
/// `attempt::last` when the time given has passed.
response handle(world& in, side where, const request& from, instant real_now,
                attempt asked = attempt::first);

} // namespace dovetail::sandbox
