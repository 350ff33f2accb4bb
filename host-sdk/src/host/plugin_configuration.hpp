// SPDX-License-Identifier: Apache-2.0
// Making configured things of plugins: what connectors and mappers have in common.
#pragma once

#include "contract.hpp"

#include <dovetail/host/configuration.hpp>

namespace dovetail::host {

/// Judges a configuration by the plugin's schema; warnings go to the log, errors come out with the
/// code plugin_configuration.
result<void> judge_configuration(const plugin& by, const configuration& settings);

/// What a plugin's create reported: a fault of the configuration gets its place in the manifest.
error creation_failure(const plugin& by, const configuration& settings, dovetail_error& reported);

} // namespace dovetail::host
