// SPDX-License-Identifier: Apache-2.0
// Secrets from where a manifest says they are, with faults that have a place.
#pragma once

#include <dovetail/host/secret.hpp>

#include <optional>
#include <string_view>

namespace dovetail::host {

/// As read_secret of the public header; on failure `into` is unchanged.
std::optional<fault> read_secret_into(secret& into, const secret_source& source,
                                      std::string_view needed_by);

} // namespace dovetail::host
