// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Times as the two services write them. All functions are pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sandbox {

/// A point on the sandbox's clock, in microseconds since 1970 UTC.
using instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Appends `2026-11-24T11:31:54.000+0000`: Salesforce keeps whole seconds only.
void append_salesforce_time(std::string& out, std::chrono::sys_seconds at);

/// Appends `2026-11-24T11:31:54.123456Z`.
void append_rfc3339(std::string& out, instant at);

/// Appends `2026-11-24`.
void append_date(std::string& out, std::chrono::sys_days day);

/// `Tue, 24 Nov 2026 11:31:54 GMT`, the form of HTTP headers.
std::string http_date(std::chrono::sys_seconds at);

/// Reads the form `http_date` writes; nothing else is accepted.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

/// Reads a date and time with zone (`Z`, `+01:00` or `+0100`) and an optional fraction.
std::optional<instant> parse_instant(std::string_view text);

/// Reads `YYYY-MM-DD`; the day must exist.
std::optional<std::chrono::sys_days> parse_date(std::string_view text);

/// True for `YYYY-MM-DDTHH:MM:SS` without a zone.
bool is_floating_time(std::string_view text);

} // namespace dovetail::sandbox
