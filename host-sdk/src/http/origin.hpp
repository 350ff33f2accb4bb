// SPDX-License-Identifier: Apache-2.0
// Where a request goes: scheme, host, port and the path everything is put below.
#pragma once

#include <dovetail/host/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::http {

struct origin
{
    bool tls = false;
    std::string host; ///< a name or an address, without brackets
    std::uint16_t port = 0;
    std::string path; ///< without a trailing slash; empty for the root

    /// scheme://host:port, for messages and as the key of the pool.
    std::string text() const;

    /// Value of the Host header: the port only if it is not the scheme's own.
    std::string authority() const;
};

/// Reads an absolute http or https URL. `what` names it in the message, e.g. "http.base_url".
/// Refused (class config): other schemes, user and password, query, fragment, no host, percent
/// signs in the host. Messages never repeat the URL, which may hold a password.
host::result<origin> parse_origin(std::string_view url, std::string_view what);

} // namespace dovetail::http
