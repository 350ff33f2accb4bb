// SPDX-License-Identifier: Apache-2.0
// A manifest's values as the transport's and the engine's own.
#pragma once

#include "app/failure.hpp"

#include <dovetail/host/manifest.hpp>
#include <dovetail/http/settings.hpp>
#include <dovetail/sync/policy.hpp>

namespace dovetail::app {

/// Reads the secrets the connection names. Errors: configuration, naming the place in the manifest
/// and the remedy, never a byte of a secret.
outcome_of<http::connection_settings> to_transport(const host::connection_settings& wanted);

sync::policy to_policy(const host::sync_settings& wanted);

} // namespace dovetail::app
