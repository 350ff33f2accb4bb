// SPDX-License-Identifier: Apache-2.0
// What a manifest says about a sync, as the engine's rules.
#pragma once

#include <dovetail/host/manifest.hpp>
#include <dovetail/sync/policy.hpp>

namespace dovetail::app {

/// Pure. The backfill window is one for both sides: the longer one of those that cross what
/// changed.
sync::policy to_policy(const host::sync_settings& wanted);

} // namespace dovetail::app
