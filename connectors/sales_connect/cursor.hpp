// SPDX-License-Identifier: Apache-2.0
// Where a fetch goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sales_connect {

/// How far one stream of changes has been read.
struct position
{
    std::string server_cursor{}; ///< as the server gave it; empty: nothing was read yet
    std::int64_t newest_us = 0;  ///< latest modification time that was seen; 0: none
    /// The host's clock when newest_us was seen, as long as a task could still become visible with
    /// a stamp below it: until then a fetch begins with the overlap before it, instead of with the
    /// server's cursor. 0: nothing can.
    std::int64_t unsettled_since_us = 0;

    bool operator==(const position&) const = default;
};

/// The positions of all streams of a fetch: one, or one for each group of owners where they do not
/// fit into one request.
std::string write_cursor(const std::vector<position>& positions);

/// No value: it is none that this version can go on from.
std::optional<std::vector<position>> read_cursor(std::string_view bytes);

} // namespace dovetail::sales_connect
