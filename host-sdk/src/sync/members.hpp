// SPDX-License-Identifier: Apache-2.0
// Who is synced, found by the owner of a record; and which records may cross for the first time.
#pragma once

#include "observe.hpp"

#include <dovetail/sync/policy.hpp>
#include <dovetail/sync/state.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dovetail::sync {

/// The fact that changes whenever a person changes a member; a running pass compares it between
/// batches, so that unticking stops both directions at once (E6).
inline constexpr std::string_view members_fact = "members_changed";

class member_index
{
public:
    member_index() = default;
    explicit member_index(std::vector<member> all);

    const std::vector<member>& all() const noexcept { return all_; }
    std::vector<member>& all() noexcept { return all_; }

    /// Null: nobody's. The answer includes members who are off.
    const member* find(side where, const std::string& user) const;
    const member* find(member_id id) const;
    member* find(member_id id);

    /// Whether the member is there and on.
    bool enabled(member_id id) const;
    std::size_t enabled_count() const noexcept { return enabled_; }

    /// Where a fetch without a cursor begins, so that everything in scope on that side is in it.
    instant_us window_begin(const policy& rules, side where) const;

private:
    std::vector<member> all_;
    both<std::unordered_map<std::string, std::size_t>> by_user_;
    std::unordered_map<member_id, std::size_t> by_id_;
    std::size_t enabled_ = 0;
};

/// Whether a record without a link may cross: eligible (C3), its owner is on, and new enough
/// (E3, E4).
bool in_scope(const policy& rules, side where, const observation& seen, const member* owner);

} // namespace dovetail::sync
