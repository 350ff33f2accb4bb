// SPDX-License-Identifier: Apache-2.0
// Instants, spans and dates as people read them.
#pragma once

#include <dovetail/sync/state.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::app {

/// The host's clock as the state stores instants.
sync::instant_us now_us();

/// "2026-11-24T09:15:02Z", and with microseconds when there are some; empty for 0.
std::string rfc3339(sync::instant_us at);

/// "09:15:02" in the time zone of the machine; of another day "2026-11-23 09:15".
std::string local_time(sync::instant_us at, sync::instant_us now);

/// "just now", "42 s ago", "3 min ago", "5 h ago", "2 d ago"; "never" for 0.
std::string age(sync::instant_us at, sync::instant_us now);

/// "0.4 s", "42 s", "3 min 5 s", "2 h 10 min", "3 d 4 h".
std::string span(std::chrono::milliseconds length);

/// "2026-11-24" for days since 1970-01-01.
std::string date(std::int64_t days);

} // namespace dovetail::app
