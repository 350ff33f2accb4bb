// SPDX-License-Identifier: Apache-2.0
// Where a fetch stands, as the text the host stores for us.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::salesforce {

/// A place in the order (SystemModstamp, Id). All stamps are whole seconds, so the id is what keeps
/// the rows of one second apart. An empty id: before every row of that stamp.
struct keyset
{
    std::int64_t stamp_us = 0;
    std::string id{};

    [[nodiscard]] bool is_start() const noexcept { return stamp_us == 0 && id.empty(); }
    friend auto operator<=>(const keyset&, const keyset&) = default;
};

/// Version 1 of the cursor.
struct cursor
{
    /// Everything up to here was delivered and needs no second look; the next query begins after
    /// it.
    keyset after{};
    /// The last row ever delivered: never moves back.
    keyset high{};
    /// While a fetch runs: the server's time when its query began, 0 when unknown. See next_start.
    std::int64_t begun_us = 0;
    /// A page of a fetch that is not finished: go on without overlap.
    bool running = false;
    /// Of a fetch of tombstones alone: no place to begin a fetch of changes from.
    bool tombstones = false;

    friend bool operator==(const cursor&, const cursor&) = default;
};

/// ASCII, at most 130 characters: "sf1 c rest <us> <id> <us> <id> <us> ."
[[nodiscard]] std::string write_cursor(const cursor& in);

/// Nothing if `text` is no cursor of a version this plugin knows.
[[nodiscard]] std::optional<cursor> read_cursor(std::string_view text);

/// Where the fetch after a finished one begins.
///
/// A row may become visible up to `overlap_us` after its stamp. A query that saw the server at
/// `begun_us` has therefore seen everything stamped before begun_us - overlap_us, and whatever is
/// later may still have had an invisible neighbour. So the next one begins there, but never behind
/// the last row seen, nor further before it than the overlap, nor before the place where this one
/// began. On an idle org this settles on the last row itself: nothing is read twice for ever.
[[nodiscard]] keyset next_start(const keyset& began, const keyset& high, std::int64_t begun_us,
                                std::int64_t overlap_us);

} // namespace dovetail::salesforce
