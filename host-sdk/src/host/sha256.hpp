// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dovetail/host/digest.hpp>

#include <string_view>

namespace dovetail::host {

/// SHA-256 by OpenSSL.
digest sha256_of(std::string_view bytes);

/// From hexadecimal in lower case that a schema has judged.
digest digest_of(std::string_view hex);

} // namespace dovetail::host
