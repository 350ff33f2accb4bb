// SPDX-License-Identifier: Apache-2.0
// The host's log over spdlog.
#pragma once

#include <dovetail/host/log.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace dovetail::http {

enum class log_format
{
    human, ///< `2026-01-31T12:00:00.123Z info  message  name=value name="two words"`
    json   ///< {"time":…,"level":…,"message":…,"name":value…}
};

struct log_settings
{
    host::log_level level = host::log_level::info; ///< lines below it are dropped
    log_format format = log_format::human;
    /// Takes whole lines without the line end instead of stderr; called on the writing thread, one
    /// line at a time.
    std::function<void(std::string_view)> sink{};
};

/// A log that writes each line to stderr at once (no queue: a line is out when write returns, so a
/// crash loses none).
///
/// Redaction  registered secrets; `Bearer …`, `Basic …` and `OAuth …` credentials; values of
/// members
///            and form fields named like tokens and secrets (access_token, refresh_token, id_token,
///            client_secret, assertion, password, authorization, …).
/// Limits     a text is cut after 2,000 bytes, with the number of bytes left out.
/// Threads    any.
std::unique_ptr<host::log> make_log(const log_settings& settings);

} // namespace dovetail::http
