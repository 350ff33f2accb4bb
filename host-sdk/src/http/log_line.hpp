// SPDX-License-Identifier: Apache-2.0
// One line of the log, for people or for machines.
#pragma once

#include "redaction.hpp"

#include <dovetail/host/log.hpp>
#include <dovetail/host/manifest.hpp>

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dovetail::http {

/// A text longer than this is cut, and says by how much: a page of HTML is no log line.
inline constexpr std::size_t max_log_text = 2'000;

/// Without the line end. The result is valid UTF-8 without control characters, whatever came in.
std::string format_line(host::log_format format, host::log_level level,
                        std::chrono::system_clock::time_point now, std::string_view message,
                        std::initializer_list<host::log_field> fields, const redaction& secrets);

} // namespace dovetail::http
