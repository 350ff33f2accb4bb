// SPDX-License-Identifier: Apache-2.0
// What the engine remembers between passes, as values. Where they are kept is store.hpp.
#pragma once

#include <dovetail/host/mapping.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::sync {

using host::side;

/// Microseconds since 1970-01-01T00:00:00Z.
using instant_us = std::int64_t;

/// Canonical fields in the engine's compact encoding (field_codec.hpp); compared and stored as
/// bytes.
using field_bytes = std::string;

using link_id = std::int64_t;
using member_id = std::int64_t;
using intent_id = std::int64_t;
using problem_id = std::int64_t;

/// A value for each side.
template<class T>
struct both
{
    T left{};
    T right{};

    T& of(side where) noexcept { return where == side::left ? left : right; }
    const T& of(side where) const noexcept { return where == side::left ? left : right; }
};

/// A user who ticked the box (E1), on both sides.
struct member
{
    member_id id = 0;         ///< 0: not stored yet
    both<std::string> user{}; ///< the user's key on each side
    std::string name{};       ///< what people call them: an e-mail address
    std::string time_zone{};  ///< IANA name
    bool enabled = false;
    instant_us enabled_at = 0;   ///< of the last enabling; E4 counts from here
    instant_us disabled_at = 0;  ///< 0: never was off since the first enabling
    std::uint32_t enablings = 0; ///< how often the box was ticked
    bool catch_up = false;       ///< the sync that Save starts (E2, E5, E6) is still to be done
    std::uint64_t found = 0;     ///< progress of that sync, in tasks
    std::uint64_t done = 0;
};

enum class link_state : std::uint32_t
{
    live = 1,     ///< both sides have the task
    deleted = 2,  ///< gone from both; kept so that an undeleted task is recognised, then pruned
    released = 3, ///< the right task was taken away because the owner is not synced (C6)
    waiting = 4   ///< a tombstone was seen on one side, the other one still has to follow
};

/// One task on both sides. (side, key) is unique on each side: links are a bijection (law 3).
struct link
{
    link_id id = 0; ///< 0: not stored yet
    member_id owner = 0;
    link_state state = link_state::live;
    std::uint32_t generation = 1; ///< counts the creations: part of the idempotency key
    both<std::string> key{};      ///< empty where the task does not exist any more
    both<std::string> revision{}; ///< last one known; empty: unknown
    both<field_bytes> base{}; ///< canonical value of each side when both last agreed; fields that
                              ///< the target holds only approximately differ between the sides
    both<field_bytes> kept{}; ///< FLOW_NEVER fields last seen on each side
    both<instant_us> deleted_at{}; ///< when a tombstone was seen there; 0: none
};

enum class write_action : std::uint32_t
{
    create = 1,
    update = 2,
    remove = 3
};

/// planned → sent → gone from the table with the commit of its outcome; unknown: to be resolved.
enum class intent_state : std::uint32_t
{
    planned = 1,
    sent = 2,
    unknown = 3
};

/// One write, stored before it is sent.
struct intent
{
    intent_id id = 0;
    side target = side::left;
    write_action action = write_action::create;
    intent_state state = intent_state::planned;
    link_id link = 0; ///< 0 for a create
    member_id owner = 0;
    std::string source_key{};      ///< on the other side
    std::string target_key{};      ///< empty for a create
    std::string idempotency_key{}; ///< creates
    field_bytes native{};          ///< the fields sent: native names are in the bytes
    instant_us planned_at = 0;
};

/// What became of a change (P3): each change ends as exactly one.
enum class outcome : std::uint32_t
{
    applied = 1,
    no_op = 2,
    conflict = 3, ///< resolved by a policy, the losing value is in `fields`
    held = 4,     ///< waits for a person or a condition
    failed = 5    ///< refused for good, until somebody changes something
};

/// One line of the timeline of a task.
struct history_entry
{
    std::int64_t id = 0;
    instant_us at = 0;
    link_id link = 0;
    member_id owner = 0;
    side target = side::left; ///< where it was (to be) written
    write_action action = write_action::update;
    outcome result = outcome::applied;
    std::string source_key{}; ///< for tasks that have no link
    std::string reason{};     ///< one sentence; empty for a plain success
    field_bytes before{};     ///< canonical, of the target, changed fields only
    field_bytes after{};      ///< canonical, as written
    field_bytes lost{};       ///< canonical values that a policy overrode: restorable
};

/// A task that waits, with its reason. One at most for each (side, source key).
struct problem
{
    problem_id id = 0;
    outcome kind = outcome::held; ///< held or failed
    side source = side::left;     ///< where the record is that cannot cross
    std::string source_key{};
    link_id link = 0;
    member_id owner = 0;
    std::string code{};   ///< stable, e.g. "picklist_held", "mass_delete", "UNABLE_TO_LOCK_ROW"
    std::string reason{}; ///< for people
    std::string server_text{};
    std::uint32_t attempts = 0;
    instant_us first_at = 0;
    instant_us last_at = 0;
    instant_us next_try_at = 0; ///< 0: only when the record changes or somebody says retry
    bool dismissed = false;
    bool confirmed = false; ///< mass delete: somebody agreed
    /// Fingerprint of each side's record as it was when this was decided; 0: it was not seen. The
    /// same record met again is no reason to try again (P2).
    both<std::uint64_t> shown{};
};

/// Where a fetch goes on, and which plugin wrote it.
struct cursor
{
    std::vector<std::uint8_t> bytes{};
    std::string plugin{}; ///< id and version, for people
    instant_us stored_at = 0;
};

} // namespace dovetail::sync
