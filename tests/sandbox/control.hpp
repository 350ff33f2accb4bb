// SPDX-License-Identifier: Apache-2.0
#pragma once
/// `/sandbox/…` on both listeners: faults, clock, statistics, settings, and what a person does.
/// JSON, no authorisation: the sandbox listens on this machine only.

#include <sandbox/message.hpp>
#include <sandbox/world.hpp>

namespace dovetail::sandbox {

response control(world& in, side where, const request& from, const target_parts& target,
                 instant real_now);

} // namespace dovetail::sandbox
