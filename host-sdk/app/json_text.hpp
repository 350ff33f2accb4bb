// SPDX-License-Identifier: Apache-2.0
// What every JSON document of the program has in common.
#pragma once

#include "app/sync_names.hpp"

#include <dovetail/host/error.hpp>
#include <dovetail/sync/report.hpp>

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

namespace dovetail::app {

/// On one line, for JSON lines; users' texts are escaped by JSON itself.
std::string json_line(const boost::json::value& value);

/// Indented by two blanks, for one document that people may read, too.
std::string json_document(const boost::json::value& value);

/// An instant as RFC 3339; null for 0.
boost::json::value json_instant(sync::instant_us at);
/// A text; null when it is empty.
boost::json::value json_optional(std::string_view text);
/// {"class","code","message","server_text","retry_after_ms"}
boost::json::object json_error(const host::error& error);
/// {"left":…,"right":…}
boost::json::object json_both(const sync::both<std::string>& texts);
boost::json::object json_both(const sync::both<std::uint64_t>& numbers);
/// The members common to run, once and plan; see docs/command-line.md.
boost::json::object json_crossing(const sync::crossing& what, const sync_names& names);
boost::json::object json_counts(const sync::pass_counts& counts);

} // namespace dovetail::app
