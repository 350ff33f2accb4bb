// SPDX-License-Identifier: Apache-2.0
// The host's log over spdlog.
#pragma once

#include <dovetail/host/log.hpp>
#include <dovetail/host/manifest.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace dovetail::http {

/// Takes whole lines without the line end; called on the writing thread, one line at a time.
using log_sink = std::function<void(std::string_view)>;

/// A log that hands each line to `sink`, or without one to stderr, at once (no queue: a line is out
/// when write returns, so a crash loses none).
///
/// Formats    human  `2026-01-31T12:00:00.123Z  info     message  name=value name="two words"`
///            json   {"time":…,"level":…,"message":…,"name":value…}
/// Redaction  registered secrets; `Bearer …`, `Basic …` and `OAuth …` credentials; values of
/// members
///            and form fields named like tokens and secrets (access_token, refresh_token, id_token,
///            client_secret, assertion, password, authorization, …).
/// Limits     a text is cut after 2,000 bytes, with the number of bytes left out.
/// Threads    any.
std::unique_ptr<host::log> make_log(const host::log_settings& settings, log_sink sink = {});

} // namespace dovetail::http
