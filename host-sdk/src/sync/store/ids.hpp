// SPDX-License-Identifier: Apache-2.0
// How ids are kept: people and the engine see small numbers that count within one sync, the tables
// have row_id(sync, number) as their rowid. So the rows of a sync lie together in the order of
// their ids, no index is needed to list them, and an id of another sync cannot be named.
#pragma once

#include <cstdint>

namespace dovetail::sync::sqlite {

using sync_id = std::int64_t;

/// Numbers within a sync have this many bits: a million million rows of each kind, and eight
/// million syncs in a file.
inline constexpr int number_bits = 40;
inline constexpr std::int64_t number_mask = (std::int64_t{1} << number_bits) - 1;

/// The rowid; one that no row has where `number` is none.
constexpr std::int64_t row_id(sync_id sync, std::int64_t number) noexcept
{
    return number < 0 || number > number_mask ? -1 : sync << number_bits | number;
}

constexpr std::int64_t number_of(std::int64_t row) noexcept
{
    return row & number_mask;
}

/// All rows of the sync are above `row_id(sync, 0)` and not above this.
constexpr std::int64_t last_row_id(sync_id sync) noexcept
{
    return row_id(sync, number_mask);
}

} // namespace dovetail::sync::sqlite
