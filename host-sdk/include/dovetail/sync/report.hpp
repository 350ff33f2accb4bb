// SPDX-License-Identifier: Apache-2.0
// What crossed, what a pass would do, how far it is: values for the console, JSON and the page.
#pragma once

#include <dovetail/host/error.hpp>
#include <dovetail/sync/state.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::sync {

/// One field of a task for people: canonical name, values as text ("" for null).
struct field_change
{
    std::string field;
    std::string native_name;           ///< on the side that is written
    std::optional<std::string> before; ///< no value: unknown or the record is new
    std::optional<std::string> after;  ///< no value: the record goes
};

/// One change and what became of it (P3); `plan` uses it for what would become of it.
struct crossing
{
    instant_us at = 0;
    side target = side::left; ///< where it is written
    write_action action = write_action::update;
    outcome result = outcome::applied;
    both<std::string> key; ///< empty where there is none yet
    link_id link = 0;
    member_id owner = 0;
    std::string owner_name;
    std::string title; ///< the first text field, for people
    std::string code;  ///< held and failed: stable, e.g. "mass_delete"
    std::string reason;
    std::vector<field_change> fields;
    std::vector<field_change> lost; ///< values that a policy overrode: `before` is the loser
};

/// How far the sync that Save started is (E2). Rates are of the last seconds.
struct progress
{
    std::string sync;
    std::uint64_t found = 0;
    std::uint64_t done = 0;
    std::uint64_t remaining = 0;
    double per_second = 0;
    std::optional<std::chrono::seconds> estimate; ///< no value: not known yet
    bool finished = false;
};

/// Counts of one pass. `changes` is always applied + no_ops + conflicts + held + failed (law 12).
struct pass_counts
{
    both<std::uint64_t> pages;
    both<std::uint64_t> records; ///< as fetched or looked up
    both<std::uint64_t> writes;  ///< sent, per target side
    std::uint64_t changes = 0;
    std::uint64_t applied = 0;
    std::uint64_t no_ops = 0;
    std::uint64_t conflicts = 0;
    std::uint64_t held = 0;
    std::uint64_t failed = 0;
    std::uint64_t skipped = 0; ///< records that are not ours: out of scope, not eligible, no member
    std::uint64_t echoes = 0;  ///< records that are as they were last written
    std::uint64_t commits = 0;

    bool balanced() const noexcept
    {
        return changes == applied + no_ops + conflicts + held + failed;
    }
    std::uint64_t written() const noexcept { return writes.left + writes.right; }
};

struct pass_report
{
    std::string sync;
    instant_us started_at = 0;
    instant_us ended_at = 0;
    pass_counts counts;
    std::optional<host::error> failure; ///< what stopped the pass before its end
    std::optional<side> failed_side;
    std::uint64_t deletes_waiting = 0; ///< stopped by the mass delete brake in this pass (C8)
};

/// What a pass would do (P4). Nothing was written anywhere to find out.
struct plan_report
{
    pass_report pass;
    std::vector<crossing> items; ///< at most tuning::plan_items
    bool truncated = false;
    std::vector<std::string> brakes; ///< sentences
};

/// A user as a side knows them.
struct person
{
    std::string key;
    std::string email;
    std::string name;
    std::string time_zone;
    bool active = true;
};

/// How much of a crossing an observer wants: making its texts costs more than the sync itself.
enum class detail
{
    none,    ///< crossed() is not called
    summary, ///< without owner_name, fields and lost
    all
};

/// Told what happens. All calls come on the sync's strand, must not block and must not throw.
class observer
{
public:
    virtual ~observer() = default;
    /// Asked before each crossing of that sync.
    virtual detail wanted(const std::string& sync) const
    {
        (void)sync;
        return detail::all;
    }
    virtual void crossed(const std::string& sync, const crossing& what)
    {
        (void)sync;
        (void)what;
    }
    virtual void progressed(const progress& now) { (void)now; }
    virtual void passed(const pass_report& report) { (void)report; }
    /// The sync cannot go on until `why` is dealt with; it is tried again after `retry_in`.
    virtual void paused(const std::string& sync, const host::error& why,
                        std::chrono::milliseconds retry_in)
    {
        (void)sync;
        (void)why;
        (void)retry_in;
    }
};

/// The word for a value, as JSON and the console print it.
std::string_view to_string(side value) noexcept;
std::string_view to_string(write_action value) noexcept;
std::string_view to_string(outcome value) noexcept;

/// `report` in one line for people, e.g. "3 applied, 1 held".
std::string summary(const pass_counts& counts);

} // namespace dovetail::sync
