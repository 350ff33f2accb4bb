// SPDX-License-Identifier: Apache-2.0
// What an operator may choose about one sync, as values. Each default is the rule of the product.
#pragma once

#include <dovetail/sync/state.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sync {

/// Which records of a side may cross for the first time.
enum class first_crossing
{
    modified_recently,      ///< changed since the enabling less the backfill window (E3)
    created_after_enabling, ///< created after the enabling, and never an older one (E4)
    never
};

/// Who wins when both sides changed the same field (C4).
enum class winner
{
    latest, ///< the later of the two systems' own stamps; a tie goes to policy::tie
    left,
    right
};

/// Who wins when one side deleted what the other one edited (C5).
enum class delete_policy
{
    deletion, ///< the task goes, its values stay in the history
    edit      ///< the edited task stays and is created anew on the other side
};

/// When an update is sent with "only if the record still has this revision".
enum class conditional_writes
{
    never,
    cheap, ///< always where it costs no request of its own, elsewhere for contested records
    always
};

/// More deletes than both numbers in one pass wait for a person (C8).
struct mass_delete_brake
{
    std::uint64_t more_than = 20;
    std::uint32_t percent = 25; ///< of the sync's links
};

struct policy
{
    both<first_crossing> first{first_crossing::modified_recently,
                               first_crossing::created_after_enabling};
    std::chrono::microseconds backfill_window = std::chrono::hours{24}; ///< E3
    both<bool> read_only{false, false};                                 ///< never written (law 10)
    winner conflict = winner::latest;
    std::map<std::string, winner, std::less<>> conflict_by_field{}; ///< canonical names
    side tie = side::left;
    delete_policy delete_versus_edit = delete_policy::deletion;
    mass_delete_brake mass_delete{};
    std::chrono::milliseconds interval{5000};
    std::uint32_t parallel_writes = 4; ///< batches in flight for each side
    conditional_writes conditional = conditional_writes::cheap;
    std::optional<side> owner_flow = side::left; ///< whose changes of owner cross (C6)
    std::string due_field = "due";               ///< canonical, for the list of tasks (E7)
    std::chrono::hours history_age{24 * 90};
    std::uint64_t history_entries = 1'000'000;

    winner winner_of(std::string_view field) const
    {
        const auto found = conflict_by_field.find(field);
        return found == conflict_by_field.end() ? conflict : found->second;
    }
};

} // namespace dovetail::sync
