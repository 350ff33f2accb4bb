// SPDX-License-Identifier: Apache-2.0
// The first sync's progress as people see it (E2): found, done, remaining, rate, estimate.
#pragma once

#include "app/terminal.hpp"

#include <dovetail/sync/report.hpp>

#include <boost/json/fwd.hpp>

#include <string>

namespace dovetail::app {

/// "tasks  ███████░░░░  61 %  12,300 of 20,000 · 7,700 to go · 8,100/s · about 1 s left", as wide
/// as the terminal allows: the bar gives way first.
std::string progress_bar(const sync::progress& state, const terminal& place);

/// The same facts as a plain line, for files and pipes.
std::string progress_line(const sync::progress& state);

/// {"sync","found","done","remaining","per_second","estimate_s"}
boost::json::object progress_json(const sync::progress& state);

} // namespace dovetail::app
