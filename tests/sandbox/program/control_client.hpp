// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Talks to the control API of a running sandbox.

#include <sandbox/message.hpp>

#include <boost/json/value.hpp>
#include <string>

namespace dovetail::sandbox {

/// Where a running sandbox listens, as it wrote it down in `<data>/endpoints.json`. Throws
/// std::runtime_error that says what to do if there is none.
std::string endpoint_of(const std::string& data_directory, side which);

/// Sends one request and reads the JSON answer. Throws std::runtime_error with the sandbox's own
/// words when it refuses, or when it cannot be reached within a few seconds.
boost::json::value ask_sandbox(const std::string& endpoint, std::string_view method,
                               const std::string& target, const std::string& body);

} // namespace dovetail::sandbox
