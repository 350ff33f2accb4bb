// SPDX-License-Identifier: Apache-2.0
// What may stand in a request that a plugin asks for.
#pragma once

#include <dovetail/http/message.hpp>

#include <string>
#include <string_view>

namespace dovetail::http {

/// Empty: fine. Otherwise what is wrong with method, target or headers, without their values.
///
/// Refused  control characters and line breaks anywhere (a request must not smuggle another),
///          targets that do not begin with '/', spaces and fragments in targets, names that are no
///          tokens (RFC 9110 section 5.6.2), and the headers that frame the message: host, length,
///          encodings, connection.
std::string why_malformed(const request& message);

/// The same, and credentials, which the host alone adds: for what a plugin asks for.
std::string why_refused(const request& message);

/// Without query: what of a target may be logged (a query may hold users' data).
std::string_view path_of(std::string_view target) noexcept;

/// ASCII letters only, as header names are.
std::string lower_case(std::string_view text);

} // namespace dovetail::http
