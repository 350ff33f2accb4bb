// SPDX-License-Identifier: Apache-2.0
#include "members.hpp"

#include <dovetail/sync/tuning.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace dovetail::sync {

member_index::member_index(std::vector<member> all) : all_(std::move(all))
{
    for (std::size_t i = 0; i < all_.size(); ++i) {
        by_id_.emplace(all_[i].id, i);
        if (all_[i].enabled) ++enabled_;
        for (const side where : {side::left, side::right}) {
            const auto [at, is_new] = by_user_.of(where).emplace(all_[i].user.of(where), i);
            // A user known twice: whoever is on counts.
            if (!is_new && all_[i].enabled) at->second = i;
        }
    }
}

const member* member_index::find(side where, const std::string& user) const
{
    const auto found = by_user_.of(where).find(user);
    return found == by_user_.of(where).end() ? nullptr : &all_[found->second];
}

const member* member_index::find(member_id id) const
{
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &all_[found->second];
}

member* member_index::find(member_id id)
{
    return const_cast<member*>(std::as_const(*this).find(id));
}

bool member_index::enabled(member_id id) const
{
    const member* found = find(id);
    return found && found->enabled;
}

namespace {

instant_us begins(const policy& rules, side where, const member& who)
{
    if (rules.first.of(where) == first_crossing::modified_recently)
        return who.enabled_at - rules.backfill_window.count();
    return who.enabled_at;
}

} // namespace

instant_us member_index::window_begin(const policy& rules, side where) const
{
    constexpr std::chrono::microseconds margin = tuning::clock_margin;
    instant_us begin = std::numeric_limits<instant_us>::max();
    for (const auto& who : all_)
        if (who.enabled) begin = std::min(begin, begins(rules, where, who) - margin.count());
    return begin;
}

bool in_scope(const policy& rules, side where, const observation& seen, const member* owner)
{
    if (!seen.eligible || !owner || !owner->enabled) return false;
    switch (rules.first.of(where)) {
    case first_crossing::modified_recently:
        // A source without stamps delivers what changed: that is recent.
        return seen.modified_at == 0 || seen.modified_at >= begins(rules, where, *owner);
    case first_crossing::created_after_enabling:
        return seen.created_at != 0 && seen.created_at >= owner->enabled_at;
    default:
        return false;
    }
}

} // namespace dovetail::sync
