// SPDX-License-Identifier: Apache-2.0
// The secrets of a connection, read from where its settings say they are.
#pragma once

#include <dovetail/host/secret.hpp>
#include <dovetail/host/transport_settings.hpp>

#include <string_view>

namespace dovetail::http {

/// Those that stay the same while the connection lives. What the settings do not name is empty.
struct auth_secrets
{
    host::secret password{};
    host::secret token{};
    host::secret client_secret{};
    host::secret private_key{};
};

/// Reads all that `settings` name. A refresh token is read, too, and dropped at once: it rotates,
/// so it is read anew whenever it is used, but a missing or public file is to show at the start.
/// Errors: as host::read_secret.
host::result<auth_secrets> read_auth_secrets(const host::auth_settings& settings,
                                             std::string_view needed_by);

} // namespace dovetail::http
