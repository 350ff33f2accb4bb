// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Tasks to begin with. The same seed at the same time gives the same tasks.

#include <sandbox/world.hpp>

#include <string>
#include <string_view>

namespace dovetail::sandbox {

/// `none`, `demo`, or `bulk:N` (N open Salesforce tasks, all touched within the last hour, spread
/// evenly over the people), or `bulk:N:USERS` (exactly so many people are active on both sides).
/// Returns what is wrong with the name, or nothing.
std::string seed_world(world& to, std::string_view name, instant now);

/// About 250 Salesforce tasks and 80 Sales Connect tasks of every sort that a sync may meet.
void seed_demo(world& to, instant now);

} // namespace dovetail::sandbox
