// SPDX-License-Identifier: Apache-2.0
// What a person may ask and say about one sync: members, status, history, problems, tasks.
#pragma once

#include <dovetail/sync/clock.hpp>
#include <dovetail/sync/policy.hpp>
#include <dovetail/sync/report.hpp>
#include <dovetail/sync/store.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dovetail::sync {

/// Ticking the box and pressing Save (E1).
struct enabling
{
    both<std::string> user; ///< keys of the user on both sides
    std::string name;       ///< e-mail address
    std::string time_zone;  ///< IANA name
};

struct sync_status
{
    sync_counts counts;
    std::uint64_t members = 0;
    std::uint64_t enabled = 0;
    std::uint64_t catching_up = 0;
    std::uint64_t mass_deletes = 0; ///< deletes that wait for confirm_mass_delete()
    both<instant_us> cursor_at;     ///< when each side was last read up to date; 0: never
    std::string paused_code;        ///< empty: not paused
    std::string paused_reason;      ///< what to do about it
    std::string last_pass;          ///< one line; empty: none yet
    instant_us last_pass_at = 0;
};

/// A task as the member's list shows it.
struct listed_task
{
    link_id link = 0;
    both<std::string> key;
    std::optional<std::int32_t> due;                         ///< days since 1970-01-01
    std::vector<std::pair<std::string, std::string>> fields; ///< canonical, as text
};

/// A deletion that lost against an edit (C5): the task was created anew where it was deleted.
inline bool is_lost_deletion(const history_entry& entry) noexcept
{
    return entry.action == write_action::create && entry.result == outcome::conflict;
}

/// A canonical field and its value as text; empty: none.
using field_text = std::pair<std::string, std::string>;

/// A problem may stand for something a person asked for that is still to be done. It is filed under
/// the side where it is written first.
enum class wish_kind
{
    none,   ///< a task that waits
    edit,   ///< control::edit
    restore ///< control::restore
};

wish_kind wish_of(const problem& stuck) noexcept;

/// The key of the record on side `stuck.source`; empty: the problem is a restore.
std::string_view record_key(const problem& stuck) noexcept;

/// One sync as people see it. Needs the state alone: neither plugins nor servers, and works from
/// another process while the engine runs (it is nudged by each change).
///
/// Threads   any; calls block for a few transactions.
/// Errors    config with a code: "no_such_member", "no_such_problem", "no_such_entry",
///           "no_such_field", "bad_value", "nothing_to_restore", "nothing_to_edit", "read_only";
///           and those of the store.
class control
{
public:
    /// `rules` as the engine has them; `clock` outlives the object.
    control(state stored, std::string sync, policy rules, const clock& time);

    /// All members, enabled or not.
    result<std::vector<member>> members();

    /// Turns sync on for a user, or, when it is on, syncs anew (E6). A user is recognised by either
    /// key; the instant of the first press is kept while sync stays on (E4).
    result<member> enable(const enabling& who);

    /// Turns it off in both directions at once; links and history stay (E6). `who`: the name, or
    /// the key on either side.
    result<member> disable(std::string_view who);

    result<member> find_member(std::string_view who);

    result<sync_status> status();

    result<std::vector<history_entry>> history(const history_query& query);

    /// Writes the values that lost in entry `history_id`, as if a user had made that edit now. The
    /// engine does so in its next pass. A task that was deleted is created anew on the side where
    /// its values were; where it was a deletion that lost (C5), the task is deleted on both sides.
    result<void> restore(std::int64_t history_id);

    result<std::vector<problem>> problems(const problem_query& query = {});

    /// Tries again in the next pass.
    result<void> retry(problem_id which);
    result<std::size_t> retry_all();

    /// Writes other values into a task that waits, in the system it comes from, as if its user had
    /// made that edit there; in the next pass, which then tries the task again. Edits that are not
    /// written yet add up. Texts are read as the kind of value that linked tasks have in the field;
    /// where none shows it, as a date if they look like one. `which` may be an earlier edit that
    /// was refused.
    result<void> edit(problem_id which, const std::vector<field_text>& values);

    /// Not shown any more; the task crosses again when it changes.
    result<void> dismiss(problem_id which);

    /// Lets all deletes go that the brake stopped (C8); returns how many.
    result<std::size_t> confirm_mass_delete();

    /// The member's linked tasks with a due date in first..last, by date (E7). Days since
    /// 1970-01-01; the caller knows the member's today.
    result<std::vector<listed_task>> tasks(std::string_view who, std::int32_t first,
                                           std::int32_t last);

private:
    result<std::size_t> retry_where(const problem_query& query, bool confirm,
                                    std::string_view only_code);
    result<void> commit(change_set& changes);
    problem due_wish(side where, std::string key) const;
    result<field_bytes> encode_edit(const std::vector<field_text>& values);
    result<field_bytes> with_earlier_edit(side where, std::string_view key, field_bytes values);
    result<std::optional<problem>> find_problem(side where, std::string_view key);
    result<void> members_changed();
    result<void> add_mass_deletes(sync_status& to);
    result<void> add_facts(sync_status& to);

    state stored_;
    std::string sync_;
    policy rules_;
    const clock& time_;
};

} // namespace dovetail::sync
