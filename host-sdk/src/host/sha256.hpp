// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dovetail/host/plugin_manifest.hpp>

#include <string_view>

namespace dovetail::host {

/// SHA-256 by OpenSSL.
digest sha256_of(std::string_view bytes);

} // namespace dovetail::host
