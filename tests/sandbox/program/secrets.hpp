// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Files that a host's manifest points to, readable by the owner alone.

#include <sandbox/world.hpp>

#include <filesystem>
#include <string_view>
#include <sys/types.h>

namespace dovetail::sandbox {

/// Writes beside the target and renames, so that a reader sees the old or the new file in whole.
void write_file_atomically(const std::filesystem::path& path, std::string_view text, mode_t mode);

/// `salesforce.client-secret`, `salesforce.refresh-token`, `salesforce.private-key.pem`,
/// `sales-connect.client-secret`, `sales-connect.refresh-token`, mode 0600. A refresh token or key
/// that this world already knows is left alone: a host may be using it.
void write_secrets(world& in, const std::filesystem::path& directory);

} // namespace dovetail::sandbox
