// SPDX-License-Identifier: Apache-2.0
// Where a fetch goes on: the sync token of each calendar.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace caldav {

/// Calendar to sync token (RFC 6578, 4). A calendar that is not in it is read from its beginning.
using sync_tokens = std::map<std::string, std::string, std::less<>>;

/// {"version":1,"tokens":{calendar: token, …}}
[[nodiscard]] std::string write_cursor(const sync_tokens& tokens);

/// Nothing for what write_cursor of this version did not write.
[[nodiscard]] std::optional<sync_tokens> read_cursor(std::string_view cursor);

} // namespace caldav
