// SPDX-License-Identifier: Apache-2.0
// merge: what is known of one task, what was seen of it on each side, and the policy give one
// decision. Pure: no clock, no I/O, no state; the decision table of docs (sync model) is its test.
#pragma once

#include "observe.hpp"
#include "schema.hpp"

#include <dovetail/sync/policy.hpp>
#include <dovetail/sync/state.hpp>

#include <string>

namespace dovetail::sync {

/// Whether the owner seen on the side whose owners cross is still the link's (C6).
enum class owner_now
{
    same,
    moved,   ///< to another enabled member
    unsynced ///< to somebody who is not synced
};

struct merge_input
{
    const link& known;
    both<const observation*> seen{nullptr, nullptr}; ///< null: as its base, or not there
    both<bool> asked{false, false}; ///< looked up now: what was not delivered is unknown
    /// What a side reads back when the other side's present values are written to it; null: was
    /// not asked. It tells an echo of a lossy mapping from an edit (law 17).
    both<const field_bytes*> expected{nullptr, nullptr};
    owner_now owner = owner_now::same;
    bool adopt = false;   ///< a twin found by its origin key: there is no base yet
    bool in_scope = true; ///< may a task that comes back (undeleted, moved back) cross again
};

enum class verdict
{
    nothing,  ///< as it was last written: an echo
    settle,   ///< the base moves, nothing is written
    write,    ///< the values of decision::write
    remove,   ///< delete on `target`
    forget,   ///< gone from both sides: nothing to write
    release,  ///< delete on `target`; the source stays, and is not synced any more (C6)
    detach,   ///< as release, but nothing is to be written
    recreate, ///< create on `target` from the other side, with the next generation
    wait,     ///< held: decision::code says why
    look,     ///< `target` has to be read first
    probe     ///< both sides changed a field: merge_input::expected is needed first
};

struct decision
{
    verdict what = verdict::nothing;
    side target = side::left;
    both<field_bytes> write; ///< canonical values to be written on that side
    both<field_bytes> moved; ///< bases that move at once
    both<field_bytes> lost;  ///< values of that side which a policy overrode (C4, C5)
    bool owner = false;      ///< the owner crosses too
    bool revive = false;     ///< a tombstone was taken back: the link is live again
    bool contested = false;  ///< both sides changed one field: worth a conditional write
    bool later = false;      ///< wait: it may resolve by itself; its intents stay until then
    std::string code;        ///< wait
    std::string reason;

    bool conflicted() const noexcept { return !lost.left.empty() || !lost.right.empty(); }
};

decision merge(const schema& fields, const policy& rules, const merge_input& in);

/// The part of merge that compares fields; both sides are there.
decision merge_fields(const schema& fields, const policy& rules, const merge_input& in);

/// Whether a side differs from its base in a field that crosses from there.
bool edited(const schema& fields, const link& known, side where, const observation& seen);

} // namespace dovetail::sync
